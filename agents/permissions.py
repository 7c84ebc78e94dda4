"""What an agent may have done: facts and rules in, one verdict with its reasons out. Pure; the strictest rule wins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from typing import Protocol

from audit.rule_conditions import SHAPE, RuleError, parts

ALLOW, ASK, DENY = "allow", "ask", "deny"
MOST = Decimal(1_000_000)  # dollars; nothing an agent asks for is worth more
NUMBERS = {
    "amount": "the amount asked for",
    "charge_amount": "the amount of the charge named",
    "charge_refunded": "what of that charge was refunded before",
    "charge_age_days": "the age of the charge in days",
    "charge_requests": "other requests about the same charge",
    "actions_7d": "earlier requests of this kind for the account within 7 days",
    "amount_7d": "their amount, with this one",
    "amount_today": "all amounts for the account today, with this one",
    "amount_today_all": "all amounts for everybody today, with this one",
}
TEXTS = {
    "tool": "the tool",
    "plan": "the plan",
    "tier": "the tier",
    "standing": "the standing of the account",
    "billing_standing": "the standing that the server gave in this run",
    "category": "the category",
    "charge_status": "the state of the charge",
}
TRUTHS = {"requester_verified": "the requester is verified", "account_known": "the account is known"}
FIELDS = NUMBERS | TEXTS | TRUTHS
OPERATORS = {"eq": "is", "in": "is one of", "gt": ">", "gte": "≥", "lt": "<", "lte": "≤", "is_true": "is true"}
ORDERED = {"gt", "gte", "lt", "lte"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules see. None: nobody knows, so a rule that asks for it denies."""

    tool: str
    amount: Decimal | None = None
    needs_amount: bool = False  # the tool says how much; without a sane number nothing is decided
    plan: str | None = None
    tier: str | None = None
    standing: str | None = None
    billing_standing: str | None = None
    category: str | None = None
    requester_verified: bool = False
    account_known: bool = False
    charge_amount: Decimal | None = None
    charge_refunded: Decimal | None = None
    charge_status: str | None = None
    charge_age_days: int | None = None
    charge_requests: int | None = None
    actions_7d: int | None = None
    amount_7d: Decimal | None = None
    amount_today: Decimal | None = None
    amount_today_all: Decimal | None = None

    def as_json(self) -> dict[str, object]:
        """To keep beside the decision: what it was decided on."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class Reason:
    rule: str
    verdict: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    verdict: str
    people: int  # who must agree where it asks; 0 otherwise
    reasons: tuple[Reason, ...] = field(default=())

    @property
    def strictness(self) -> int:
        """Comparable: allow, one person, two people, never."""
        return {ALLOW: 0, DENY: 3}.get(self.verdict, self.people)

    @property
    def why(self) -> str:
        return " ".join(reason.text for reason in self.reasons)


class Rule(Protocol):
    name: str
    conditions: list[dict[str, object]]
    verdict: str
    people: int
    reason: str


def facts_from(stored: Mapping[str, object]) -> Facts:
    """The facts as they were kept beside an earlier decision."""
    known = {each.name for each in fields(Facts)}
    decimals = {each.name for each in fields(Facts) if "Decimal" in str(each.type)}
    given = {name: value for name, value in stored.items() if name in known}
    read = {
        name: Decimal(str(value)) if name in decimals and value is not None else value for name, value in given.items()
    }
    return Facts(**{"tool": "", **read})  # type: ignore[arg-type]  # written by as_json


def decide(facts: Facts, rules: Sequence[Rule]) -> Verdict:
    """One verdict. `rules` are those of this tool and those of every tool. None matches: one person is asked."""
    if wrong := _wrong_amount(facts):
        return Verdict(DENY, 0, (Reason("", DENY, wrong),))
    found = [reason for rule in rules if (reason := _opinion(facts, rule))]
    if denied := tuple(reason for _, reason in found if reason.verdict == DENY):
        return Verdict(DENY, 0, denied)
    if asking := [(people, reason) for people, reason in found if reason.verdict == ASK]:
        return Verdict(ASK, max(people for people, _ in asking), tuple(reason for _, reason in asking))
    if allowed := tuple(reason for _, reason in found):
        return Verdict(ALLOW, 0, allowed)
    return Verdict(ASK, 1, (Reason("", ASK, "No rule says otherwise, so a person decides."),))


def amount_of(value: object) -> Decimal | None:
    """An amount as a model may write it: a number, or a plain decimal in a string. None: not a number of dollars."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal) or len(str(value)) > 30:
        return None
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def _wrong_amount(facts: Facts) -> str:
    amount = facts.amount
    if amount is None:
        return "The amount is missing or is not a number." if facts.needs_amount else ""
    if not amount.is_finite() or amount <= 0:
        return "The amount is not a positive number."
    if amount > MOST:
        return f"The amount is over {MOST:,} dollars."
    return "The amount has fractions of a cent." if amount != amount.quantize(Decimal("0.01")) else ""


def _opinion(facts: Facts, rule: Rule) -> tuple[int, Reason] | None:
    """What one rule says of these facts; what cannot be read or known denies."""
    try:
        check_rule(rule)
        unknown = []
        for condition in rule.conditions:
            held = holds(facts, condition)
            if held is False:
                return None  # whatever else is unknown: it does not apply
            if held is None:
                unknown.append(_unknown(facts, condition))
    except RuleError as error:
        text = f"The rule “{rule.name}” cannot be read, so nothing is done: {error}"
        return 0, Reason(rule.name, DENY, text)
    if unknown:
        text = f"The rule “{rule.name}” needs to know {' and '.join(unknown)}; nothing looked up in this run shows it."
        return 0, Reason(rule.name, DENY, text)
    return rule.people if rule.verdict == ASK else 0, Reason(rule.name, rule.verdict, rule.reason)


def check_rule(rule: Rule) -> None:
    """Raises RuleError where the rule makes no sense."""
    if rule.verdict not in {ALLOW, ASK, DENY}:
        raise RuleError(f"there is no verdict {rule.verdict!r}; use allow, ask or deny.")
    if rule.verdict == ASK and rule.people not in {1, 2}:
        raise RuleError("one or two people can be asked.")
    if not isinstance(rule.conditions, list):
        raise RuleError("its conditions are not a list.")
    if rule.verdict == ALLOW and not rule.conditions:
        raise RuleError("it would allow everything; give it a condition, such as a limit of the amount.")
    for condition in rule.conditions:
        check_condition(condition)


def check_condition(condition: object) -> None:
    """Raises RuleError where a condition could never be answered."""
    if isinstance(condition, dict) and set(condition) - {"field", "op", "value"}:
        raise RuleError(SHAPE)
    name, operator, value = parts(condition, FIELDS, OPERATORS)
    if operator == "is_true":
        if name not in TRUTHS:
            raise RuleError(f"{name} is neither true nor false; is_true is for {' and '.join(TRUTHS)}.")
    elif operator in ORDERED and name not in NUMBERS:
        raise RuleError(f"{operator} compares numbers, and {name} is none.")
    elif operator == "in":
        if not isinstance(value, list) or not value:
            raise RuleError("in needs a list of values.")
        for each in value:
            _check_value(name, each)
    else:
        _check_value(name, value)


def _check_value(name: str, value: object) -> None:
    if name in TRUTHS and not isinstance(value, bool):
        raise RuleError(f"{name} is true or false, not {value!r}.")
    if name in TEXTS and (not isinstance(value, str) or not value.strip()):
        raise RuleError(f"{name} is compared with a word, not {value!r}.")
    if name in NUMBERS and _other_field(value) is None and (isinstance(value, str) or amount_of(value) is None):
        raise RuleError(f'{name} is compared with a number or with {{"field": "charge_amount"}}, not {value!r}.')


def _other_field(value: object) -> str | None:
    """A number can be compared with another fact: an amount with that of the charge."""
    if isinstance(value, dict) and set(value) == {"field"} and value["field"] in NUMBERS:
        return str(value["field"])
    return None


def holds(facts: Facts, condition: Mapping[str, object]) -> bool | None:
    """Whether a (checked) condition is true of the facts; None where that is not known."""
    name, operator = str(condition["field"]), str(condition["op"])
    have = getattr(facts, name)
    if operator == "is_true":
        return have is True
    value = condition.get("value")
    wanted = [_known(facts, each) for each in (value if isinstance(value, list) else [value])]
    if have is None or have == "" or None in wanted:
        return None
    if name in NUMBERS:
        number = Decimal(have)
        numbers = [Decimal(str(each)) for each in wanted]
        if not number.is_finite():
            return None
        return _compare(number, operator, numbers)
    if name in TEXTS:
        return str(have).strip().casefold() in {str(each).strip().casefold() for each in wanted}
    return have in wanted


def _compare(have: Decimal, operator: str, wanted: Sequence[Decimal]) -> bool:
    if operator in {"eq", "in"}:
        return have in wanted
    return {
        "gt": have > wanted[0],
        "gte": have >= wanted[0],
        "lt": have < wanted[0],
        "lte": have <= wanted[0],
    }[operator]


def _known(facts: Facts, value: object) -> object:
    other = _other_field(value)
    return getattr(facts, other) if other else value


def _unknown(facts: Facts, condition: Mapping[str, object]) -> str:
    name = str(condition["field"])
    other = _other_field(condition.get("value"))
    missing = other if other and getattr(facts, name) is not None else name
    return FIELDS[missing]


def sentence(rule: Rule) -> str:
    """The rule as a manager would say it."""
    says = {ALLOW: "Allow", DENY: "Deny", ASK: "Ask two different people" if rule.people == 2 else "Ask a person"}
    verb = says.get(rule.verdict, "Deny")
    try:
        check_rule(rule)
    except RuleError as error:
        return f"Deny: it cannot be read ({error})"
    if not rule.conditions:
        return f"{verb}, always"
    return f"{verb} if {' and '.join(_words(condition) for condition in rule.conditions)}"


def _words(condition: Mapping[str, object]) -> str:
    name, operator, value = str(condition["field"]), str(condition["op"]), condition.get("value")
    if name in TRUTHS:
        return FIELDS[name] if operator == "is_true" or value is True else f"it is not so that {FIELDS[name]}"
    shown = ", ".join(map(str, value)) if isinstance(value, list) else FIELDS.get(_other_field(value) or "", str(value))
    return f"{FIELDS[name]} {OPERATORS[operator]} {shown}"
