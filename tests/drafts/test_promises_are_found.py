"""Sentences that promise something are found by code, in four languages; sentences that explain are not."""

import pytest

from drafts import commitments, gates

PROMISES = [
    ("refund", "We will refund the full amount."),
    ("refund", "You'll get your money back next week."),
    ("refund", "I can refund the June invoice for you."),
    ("refund", "A full refund will be on your card shortly."),
    ("refund", "We'll happily reimburse you."),
    ("credit", "We will apply a credit of 50 dollars to your account."),
    ("credit", "I'll waive the overage fee."),
    ("credit", "You will receive a discount on the next invoice."),
    ("action_done", "I have reset your password."),
    ("action_done", "We've already restarted the database."),
    ("action_done", "I just upgraded your plan."),
    ("action_done", "Your refund has been processed."),
    ("action_done", "We escalated this to our engineers."),
    ("timeline", "The fix will be live by Friday."),
    ("timeline", "This should be resolved within 24 hours."),
    ("timeline", "It will be back before the end of the day."),
    ("timeline", "Our team will look at it in the next two days."),
    ("commitment", "We will fix this."),
    ("commitment", "We will personally make sure that it works."),
    ("commitment", "Our engineers will deploy a patch."),
    ("commitment", "I guarantee that your data is safe."),
    ("commitment", "We promise better uptime."),
    ("commitment", "This won't happen again."),
    ("commitment", "You have my word."),
    ("commitment", "I’ll keep you posted."),
    ("commitment", "I am going to monitor it for you."),
    ("commitment", "Nous allons vous rembourser."),
    ("commitment", "Nous corrigerons ce problème."),
    ("commitment", "Je vous garantis que cela fonctionnera."),
    ("commitment", "Nous vous rembourserons la facture de juin."),
    ("commitment", "Vous serez remboursé sous 5 jours."),
    ("commitment", "Wir werden den Fehler beheben."),
    ("commitment", "Ich werde Ihnen den Betrag gutschreiben."),
    ("commitment", "Wir erstatten Ihnen den vollen Betrag."),
    ("commitment", "Wir garantieren eine Lösung."),
    ("commitment", "Sie erhalten das Geld bis Freitag zurück."),
    ("commitment", "Vamos a reembolsar el importe."),
    ("commitment", "Le garantizamos una solución."),
    ("commitment", "Nos comprometemos a resolverlo."),
    ("commitment", "Le reembolsaremos la factura."),
    ("commitment", "Recibirá el reembolso antes del viernes."),
]
HARMLESS = [
    "A deploy waits 60 seconds for the health check.",
    "The build will fail if the lock file is missing.",
    "If the path redirects, the check will fail with QS-4312.",
    "You can ask for a refund under Billing.",
    "Refunds are described on the billing page.",
    "Did you get a refund for June?",
    "Will we refund this?",
    "Did somebody tell you that we will refund the June invoice?",
    "Could you send us the build log?",
    "Please let us know which region you use.",
    "We saw the same error in the log you sent.",
    "We are sorry for the trouble.",
    "We understand how annoying this is.",
    "The platform restarts the app when memory runs out.",
    "Your app was restarted by the platform at 10:02.",
    "You will see the new version under Deploys.",
    "The old key will keep working for one release.",
    "Set the timeout to 30 seconds, then deploy again.",
    "Caching is enabled by default.",
    "We recommend a health path that answers 200 itself.",
    "You will need to add the variable yourself.",
    "The token will expire after an hour.",
    "I looked at the deploy log.",
    "Le déploiement attend 60 secondes.",
    "Pouvez-vous nous envoyer le journal ?",
    "Nous avons trouvé cette erreur dans votre journal.",
    "Vous pouvez demander un remboursement dans les paramètres.",
    "Der Deploy wartet 60 Sekunden auf die Prüfung.",
    "Können Sie uns das Protokoll schicken?",
    "Die Variablen werden beim Start gelesen.",
    "Wir haben den Fehler im Protokoll gesehen.",
    "El despliegue espera 60 segundos.",
    "¿Puede enviarnos el registro?",
    "Puede solicitar un reembolso en la página de facturación.",
    "La comprobación falla si la ruta redirige.",
]


@pytest.mark.parametrize(("kind", "sentence"), PROMISES)
def test_a_promise_is_found(kind: str, sentence: str) -> None:
    text = f"Hello Ada,\n\nThank you for the report. {sentence} Kind regards"
    [found] = commitments.find(text)
    assert found.sentence == sentence
    assert kind == "commitment" or found.kind == kind


@pytest.mark.parametrize("sentence", HARMLESS)
def test_an_explanation_is_not_a_promise(sentence: str) -> None:
    assert commitments.find(f"Hello Ada,\n\n{sentence}\n\nKind regards") == []


@pytest.mark.parametrize("mark", ["- ", "> ", "* ", "1. ", "**", ""])
def test_a_promise_in_a_list_or_in_bold_is_found(mark: str) -> None:
    assert commitments.find(f"{mark}We will refund you{'**' if mark == '**' else ''}.")


@pytest.mark.parametrize(
    "words",
    [
        "WE WILL REFUND YOU",
        "We  will\u00a0refund you",
        "We\nwill refund you",
        "We will **refund** you",
        "We will _fully_ refund you",
    ],
)
def test_writing_it_otherwise_does_not_hide_a_promise(words: str) -> None:
    assert [problem.rule for problem in gates.check(f"Hello. {words}.", gates.Context())] == ["undeclared_commitment"]


def test_a_long_text_is_searched_within_the_time_of_a_test() -> None:
    assert len(commitments.find(("we will " * 50 + "x" * 50 + ". ") * 200)) <= 200
