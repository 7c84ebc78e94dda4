"""What triage rules may ask, in a manager's words: for the builder of conditions and for the list of rules."""

from audit.conditions import Field, Operator, sentence

OPERATORS = {
    "contains_any": Operator("contains any of", "many"),
    "matches": Operator("matches the pattern", "pattern"),
    "equals": Operator("is", "one"),
    "in": Operator("is one of", "many"),
    "gte": Operator("is at least", "number"),
    "lte": Operator("is at most", "number"),
    "is_true": Operator("is so", "none"),
}
_WORDS = ("contains_any", "matches", "equals", "in")
_NAMES = ("equals", "in", "contains_any", "matches")
FIELDS = {
    "text": Field("subject or message", _WORDS),
    "subject": Field("subject", _WORDS),
    "body": Field("message", _WORDS),
    "tags": Field("a tag", _NAMES),
    "plan": Field("plan", _NAMES),
    "tier": Field("account tier", _NAMES),
    "language": Field("language", _NAMES),
    "source": Field("channel", _NAMES),
    "messages": Field("number of messages", ("gte", "lte"), number=True),
    "author_unverified": Field("“sender not verified”", ("is_true",)),
}


def in_words(conditions: object) -> str:
    return sentence(conditions, FIELDS, OPERATORS)
