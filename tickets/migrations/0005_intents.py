"""What each category means, and the triggers that give a ticket to people, with limits a manager can change."""

from django.db import migrations

INTENTS = (
    ("how_to", "Asks how to do something that the platform offers.", 0.5, False, False),
    ("bug", "Reports an error, a crash, a stack trace or something that behaves wrongly.", 0.5, False, False),
    ("configuration", "Settings, environment variables, domains, certificates, deploys that are set up wrongly.", 0.5, False, False),
    ("performance", "Slow, timing out, cold starts, high latency.", 0.5, False, False),
    ("metrics", "Numbers in charts, logs or reports that the customer does not understand or trust.", 0.5, False, False),
    ("billing_question", "Invoices, prices, plans, charges to explain; no money is asked back.", 0.6, True, False),
    ("billing_refund", "Asks for money back, disputes a charge, wants a credit.", 0.6, True, True),
    ("security", "A vulnerability report, a leak, an intrusion, something of another customer becoming visible.", 0.5, False, False),
    ("legal", "Lawyers, contracts, compliance, data protection requests, subpoenas.", 0.5, False, False),
    ("outage", "Production is down for the customer or for many.", 0.5, False, False),
    ("account_access", "Cannot sign in, lost a second factor, wants ownership or access changed, wants the account deleted.", 0.6, True, False),
    ("feature_request", "Asks for something that the platform does not do yet.", 0.5, False, False),
    ("other", "Nothing of the others, or too little to tell.", 0.5, False, False),
)  # fmt: skip
TRIGGERS = (
    ("asks_for_human", None, "The customer asks for a person, in any of the languages we read. No limit."),
    ("anger_twice", "2", "So many customer messages running are angry."),
    ("same_question", "3", "The customer has asked the same thing so many times."),
    ("low_confidence", None, "The classifier is less sure than the intent's own threshold."),
    ("tool_error", "1", "So many calls of a tool marked critical failed in one run."),
    ("legal", None, "Words of law, regulators or compliance stand in the ticket. No limit."),
    ("billing_dispute", "500", "The amount in dispute is more than this, in dollars."),
    ("long_conversation", "10", "The conversation has more public messages than this."),
    ("thin_grounding", "0.5", "Less than this share of a draft's claims rests on verified evidence."),
    ("failed_attempts", "2", "So many drafts or runs for this ticket failed or were rejected."),
)


def create(apps, schema_editor):
    for category, description, threshold, verified, investigate in INTENTS:
        apps.get_model("tickets", "Intent").objects.get_or_create(
            category=category,
            defaults={
                "description": description,
                "threshold": threshold,
                "requires_verified_customer": verified,
                "investigate": investigate,
            },
        )
    for kind, threshold, description in TRIGGERS:
        apps.get_model("tickets", "EscalationTrigger").objects.get_or_create(
            kind=kind, defaults={"threshold": threshold, "description": description}
        )


class Migration(migrations.Migration):
    dependencies = [("tickets", "0004_intents_and_triggers")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
