"""Rules that hold for every support desk; a manager changes or deletes them. One of the same name is left as it is."""

from django.db import migrations

AUTOMATIC = (
    r"(?i)^\s*(re:\s*|aw:\s*|sv:\s*)*(automatic reply|auto(mated)?[- ]?(reply|response)|out of (the )?office|ooo:"
    r"|abwesen|automatische antwort|réponse automatique|absence du bureau|respuesta automática|fuera de (la )?oficina"
    r"|resposta automática|risposta automatica|fuori ufficio|automatisch antwoord|afwezig|autosvar|automatyczna odpowied"
    r"|автоответ|undeliverable|mail delivery (failed|subsystem)|delivery status notification|自動返信|自动回复|자동 ?응답)"
)
SECURITY = (
    r"(?i)\b(vulnerabilit(y|ies)|responsible disclosure|security (report|hole|flaw|breach|incident)|proof of concept exploit"
    r"|cve-\d{4}-\d+|bug bounty|pentest finding|penetration test)\b|sicherheitslücke|faille de sécurité"
    r"|vulnerabilidad|vulnerabilidade|vulnerabilità|beveiligingslek|脆弱性|漏洞|취약점|уязвимост"
)
RULES = (
    (
        10, "Automatic replies", [{"field": "subject", "op": "matches", "value": AUTOMATIC}], "other", "low", "ignore", 1,
        "An automatic reply needs no answer, and answering one can start a mail loop.",
    ),
    (
        20, "Link sellers",
        [{"field": "text", "op": "contains_any", "value": [
            "guest post", "backlinks", "link insertion", "domain authority", "first page of google", "seo services",
        ]}],
        "other", "low", "ignore", 1, "Advertising, not a request of a customer.",
    ),
    (
        30, "Security reports", [{"field": "text", "op": "matches", "value": SECURITY}], "security", "urgent", "handoff", 2,
        "The security team alone assesses reports; support confirms receipt and nothing else.",
    ),
)  # fmt: skip


def create(apps, schema_editor):
    for position, name, conditions, category, urgency, route, min_tier, reason in RULES:
        apps.get_model("tickets", "TriageRule").objects.get_or_create(
            name=name,
            defaults={
                "position": position,
                "conditions": conditions,
                "category": category,
                "urgency": urgency,
                "route": route,
                "min_tier": min_tier,
                "reason": reason,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("tickets", "0009_investigate")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
