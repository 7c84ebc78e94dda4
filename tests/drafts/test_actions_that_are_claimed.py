"""Whoever says “I have refunded you” says that something was done. Found by code, in any usual wording and language."""

import pytest

from drafts import commitments

DONE = [
    "I have refunded you.",
    "I've refunded the June invoice.",
    "I went ahead and refunded the charge.",
    "We refunded the duplicate charge this morning.",
    "You have been refunded.",
    "A refund of $49 has been issued to your card.",
    "Your refund is on its way.",
    "Your refund is being processed.",
    "Refund issued.",
    "I was able to cancel your subscription.",
    "Your order has been cancelled.",
    "Your subscription has now been canceled, as you asked.",
    "Your account was credited with $20.",
    "We've credited your account.",
    "I've reset your password.",
    "Your password has been reset.",
    "I have escalated this to our engineers.",
    "This has been escalated to the database team.",
    "Your ticket has been forwarded to billing.",
    "I've gone ahead and upgraded your plan.",
    "I have updated your billing address.",
    "Your billing address has been successfully updated.",
    "We are issuing a refund.",
    "I'm cancelling your subscription now.",
    "I cancelled it for you, is that right?",
    "Done! Anything else?",
    "I have unlocked your account and reset the second factor.",
    "I've raised your quota to 20.",
    "We have deleted your data.",
    "I have applied a credit to your account.",
    "J'ai remboursé votre facture.",
    "Nous avons annulé votre abonnement.",
    "Votre commande a été annulée.",
    "Votre compte a bien été crédité.",
    "Nous vous avons remboursé.",
    "J’ai transmis votre demande à nos ingénieurs.",
    "Ich habe Ihnen den Betrag erstattet.",
    "Wir haben Ihr Abonnement gekündigt.",
    "Ihre Bestellung wurde storniert.",
    "Ihr Passwort wurde zurückgesetzt.",
    "Ihr Konto ist jetzt freigeschaltet.",
    "Wir haben das an unsere Techniker weitergeleitet.",
    "He reembolsado su factura.",
    "Hemos cancelado su suscripción.",
    "Su pedido ha sido cancelado.",
    "Su contraseña fue restablecida.",
    "Le hemos devuelto el importe.",
    "Ho rimborsato la sua fattura.",
    "Abbiamo annullato il suo abbonamento.",
    "Il suo ordine è stato annullato.",
    "La sua password è stata reimpostata.",
    "Reembolsamos a sua fatura.",
    "A sua assinatura foi cancelada.",
    "O seu pedido foi cancelado.",
    "Cancelei a sua assinatura.",
    "Ik heb uw factuur terugbetaald.",
    "We hebben uw abonnement geannuleerd.",
    "Uw bestelling is geannuleerd.",
    "Uw wachtwoord is gereset.",
    "返金しました。",
    "ご注文をキャンセルいたしました。",
    "I've **refunded** you.",
    "I\u2019ve re\u200bfunded you.",
    "I HAVE REFUNDED YOU",
]
NOT_DONE = [
    "We have not refunded anything.",
    "No refund has been issued.",
    "Nothing has been cancelled.",
    "I cannot cancel the order for you.",
    "We are unable to process refunds in this channel.",
    "Once the return has been processed, the invoice shows it.",
    "If your order has been cancelled, you see it under Orders.",
    "When a payment has been refunded, the invoice says so.",
    "Orders that were cancelled stay in the list.",
    "Please check whether the charge has been refunded.",
    "Your app was restarted by the platform at 10:02.",
    "The deploy was cancelled by your teammate.",
    "Your subscription was cancelled by your administrator.",
    "You can cancel the subscription under Billing.",
    "To reset your password, open Settings.",
    "Refunds are issued to the original card.",
    "I have looked at your logs.",
    "I have read your message twice.",
    "We have received your message.",
    "I have found two failed deploys.",
    "Our documentation describes how an order is cancelled.",
    "The error message says that the job was cancelled.",
    "Nous n'avons pas remboursé cette facture.",
    "Si votre commande a été annulée, vous le voyez ici.",
    "Vous pouvez annuler l'abonnement vous-même.",
    "Wir haben nichts storniert.",
    "Wenn Ihre Bestellung storniert wurde, sehen Sie das hier.",
    "Sie können das Abonnement selbst kündigen.",
    "No hemos cancelado nada.",
    "Si su pedido ha sido cancelado, lo verá aquí.",
    "Può annullare l'abbonamento nelle impostazioni.",
    "Se o pedido foi cancelado, aparece aqui.",
    "Als uw bestelling is geannuleerd, ziet u dat hier.",
    "U kunt het abonnement zelf opzeggen.",
]
LOOKING = [
    "We will look into it.",
    "I'll look into this and check the logs.",
    "We'll investigate.",
    "I will be happy to help.",
    "I'll need the build log for that.",
    "Our engineers will take a look.",
    "Nous allons examiner cela.",
    "Nous allons vérifier les journaux.",
    "Nous examinerons votre demande.",
    "Nous aurons besoin du journal.",
    "Wir schauen uns das an.",
    "Wir werden das prüfen.",
    "Wir werden uns das ansehen.",
    "Ich sehe mir das an.",
    "Vamos a revisarlo.",
    "Vamos a investigar el problema.",
    "Lo revisaremos.",
    "Esamineremo il problema.",
    "Verificheremo i log.",
    "Vamos verificar o problema.",
    "Vamos analisar os registos.",
    "We gaan het onderzoeken.",
    "We zullen ernaar kijken.",
]
WILL = [
    "We will look into it and refund you.",
    "We'll check the logs and get back to you tomorrow.",
    "An engineer will call you.",
    "You can expect a fix in the next release.",
    "You should see the refund on your card soon.",
    "We won't charge you again.",
    "I can offer you a discount.",
    "We'd be happy to refund you.",
    "Rest assured that your data is safe.",
    "I'll escalate this right away.",
    "I will forward your request to the product team.",
    "Your plan will be upgraded.",
    "The refund will be processed to your card.",
    "Our team will ship it.",
    "Nous allons examiner cela et vous rembourser.",
    "Vous recevrez un avoir.",
    "Nous vous tiendrons informé.",
    "Votre facture sera remboursée.",
    "Je vous recontacterai demain.",
    "Wir melden uns morgen bei Ihnen.",
    "Wir kümmern uns darum.",
    "Ihr Konto wird gutgeschrieben.",
    "Wir beheben den Fehler.",
    "Vamos a revisarlo y reembolsar el importe.",
    "Se lo solucionaremos.",
    "Su factura será reembolsada.",
    "Le garantizo que no volverá a ocurrir.",
    "Provvederemo a rimborsarla.",
    "Risolveremo il problema.",
    "Riceverà un rimborso.",
    "La sua fattura sarà rimborsata.",
    "Vamos reembolsar a fatura.",
    "Resolveremos o problema.",
    "Receberá um reembolso.",
    "We zullen u terugbetalen.",
    "U krijgt uw geld terug.",
    "Wij lossen dit op.",
    "We houden u op de hoogte.",
]


@pytest.mark.parametrize("sentence", DONE)
def test_a_claim_that_something_was_done_is_found(sentence: str) -> None:
    assert [found.kind for found in commitments.find(f"Hello,\n\n{sentence}")][:1] == ["action_done"]


@pytest.mark.parametrize("sentence", NOT_DONE)
def test_a_denial_a_condition_and_somebody_elses_deed_are_not(sentence: str) -> None:
    assert commitments.find(f"Hello,\n\n{sentence}") == []


@pytest.mark.parametrize("sentence", LOOKING)
def test_saying_that_we_look_into_it_promises_nothing(sentence: str) -> None:
    assert commitments.find(f"Hello,\n\n{sentence}") == []


@pytest.mark.parametrize("sentence", WILL)
def test_what_goes_beyond_looking_is_a_promise(sentence: str) -> None:
    [found] = commitments.find(f"Hello,\n\n{sentence}")
    assert found.kind != "action_done" and found.sure


@pytest.mark.parametrize(
    ("sentence", "promised"),
    [
        ("We have cancelled your plan, and we will credit your account.", "credit"),
        ("The password was reset by us and it will be fixed by Friday.", "timeline"),
        ("I have reset your password and will refund the June invoice.", "commitment"),
        ("Nous avons annulé votre commande et nous corrigerons cela demain.", "commitment"),
        ("I have escalated this and will look into it.", ""),
        ("We have refunded you, as promised.", ""),
        ("I have reset your token, so you can log in again.", ""),
    ],
)
def test_a_deed_does_not_hide_the_promise_beside_it(sentence: str, promised: str) -> None:
    [found] = commitments.find(sentence)
    assert (found.kind, found.promise) == ("action_done", promised)


@pytest.mark.parametrize(
    "sentence",
    [
        "We removed the old endpoint in version 4.",
        "We have added support for HTTP/3.",
        "The deploy was cancelled because the health check failed.",
        "Your logs will be deleted after 30 days.",
        "The token will expire within 30 days.",
    ],
)
def test_what_may_as_well_describe_the_platform_is_marked_as_such(sentence: str) -> None:
    assert not any(found.sure for found in commitments.find(sentence))
