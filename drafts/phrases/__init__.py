"""How people say that something was done or will be, in nine languages. Data for drafts.commitments; no rules here.

Patterns see lower-case words without marks, accents or anything invisible, with plain apostrophes.
"""

from drafts.phrases.english import EN
from drafts.phrases.germanic import DE, NL
from drafts.phrases.romance import ES, FR, IT, PT
from drafts.phrases.shape import Phrases as Phrases

PHRASES = {"en": EN, "fr": FR, "de": DE, "es": ES, "it": IT, "pt": PT, "nl": NL}
VERB_LAST = (DE, NL)
# Languages without words between spaces, or that have only a few forms: a list of what is said.
OTHERS: tuple[tuple[str, str], ...] = (
    ("refund", r"返金(?:いた)?します|返金させていただきます"),
    ("action_done", r"(?:返金|キャンセル|リセット|再起動|処理|対応|変更|更新|削除|エスカレーション)(?:いた)?しました|"
                    r"(?:返金|キャンセル|リセット|処理)(?:済み|が完了)"),
    ("commitment", r"必ず(?:対応|修正|返金|解決)|(?:修正|解決|対応|ご連絡|お知らせ|復旧|返信)(?:いた)?します|"
                   r"保証(?:いた)?します|お約束(?:いた)?します"),
    ("action_done", r"\b(?:zwróciliśmy|zwróciłem|zwróciłam|anulowaliśmy|anulowałem|zresetowaliśmy|zresetowałem|"
                    r"eskalowaliśmy|przekazaliśmy|naprawiliśmy)\b|\b(?:został|została|zostało|"
                    r"zostały) (?:\w+ )?(?:zwrócon|"
                    r"anulowan|zresetowan|przetworzon)"),
    ("commitment", r"\b(?:zwrócimy|zwrócę|naprawimy|anulujemy|gwarantujemy|obiecujemy|skontaktujemy|rozwiążemy)\b"),
)  # fmt: skip
# Whose own matter it is: nobody but a support team changes these for a customer.
OURS = (
    r"refund|credit|charge|fee|payment|invoice|order|subscription|\bplan\b|account|password|ticket|\bcase\b|request|"
    r"complaint|"
    r"card|compensation|certificate|voucher|discount|trial|seat|licen[cs]e|return|exchange|modification|cancellation|"
    r"address|reservation|booking|amount|balance|price difference|quota|contract|membership|bag|"
    r"rembours|avoir|facture|commande|abonnement|compte|mot de passe|paiement|demande|dossier|"
    r"erstattung|gutschrift|rechnung|bestellung|abo\b|abonnement|konto|passwort|zahlung|betrag|anfrage|"
    r"reembolso|abono|factura|pedido|suscripción|cuenta|contraseña|pago|importe|solicitud|"
    r"rimborso|fattura|ordine|abbonamento|account|pagamento|importo|richiesta|"
    r"estorno|fatura|encomenda|assinatura|conta\b|senha|pagamento|valor|"
    r"terugbetaling|factuur|bestelling|abonnement|rekening|wachtwoord|betaling|bedrag|verzoek"
)
# What a platform does by itself, all day long.
PLATFORM = (
    r"deploy|build|\bapps?\b|container|instance|machine|\bjobs?\b|connection|process|database|service|region|node|"
    r"\bpods?\b|"
    r"image|\blogs?\b|session|token|\bkeys?\b|domain|worker|replica|volume|cache|endpoint|release|variable|certificate|"
    r"anwendung|dienst|conteneur|contenedor|aplica|applicazione|toepassing"
)
