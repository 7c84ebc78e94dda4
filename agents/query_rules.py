"""Which ClickHouse statements a manager may turn into a tool. Pure: a statement in, what it reads out, or a refusal.

One SELECT that reads tables bound to the ticket's customer, with functions from a list. Whatever is not known to be
harmless is refused: `file('/etc/passwd')` is an ordinary function to ClickHouse, and read-only mode lets it through.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import re2
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

LONGEST = 8000
TENANT = {"apps": "Array(String)", "account": "String"}
_TOKEN = re2.compile(
    r"(?P<space>\s+)|(?P<string>'(?:[^'\\]|\\.|'')*')|(?P<param>\{\s*[A-Za-z_]\w*\s*:\s*[\w(), ]+\})"
    r"|(?P<word>[A-Za-z_]\w*)|(?P<number>\d+(?:\.\d+)?)|(?P<sign><=>|->|::|<=|>=|!=|<>|==|\|\||[-+*/%=<>(),.\[\]])"
)
_TYPE = re2.compile(
    r"^(?:String|Bool|Date|Date32|DateTime|DateTime64\(\d\)|U?Int(?:8|16|32|64)|Float(?:32|64)|UUID"
    r"|Array\((?:String|U?Int(?:8|16|32|64))\))$"
)
_ENDS_WHERE = {"GROUP", "ORDER", "HAVING", "LIMIT", "WINDOW", "QUALIFY", "UNION", "INTERSECT", "EXCEPT", "OFFSET"}
_FORBIDDEN = {
    "INTO", "OUTFILE", "FORMAT", "SETTINGS", "APPLY", "INSERT", "ALTER", "DROP", "CREATE", "ATTACH", "DETACH", "SYSTEM",
    "SET", "GRANT", "REVOKE", "KILL", "OPTIMIZE", "TRUNCATE", "RENAME", "EXPLAIN", "DESCRIBE", "SHOW", "USE", "XOR",
    "COLUMNS", "INFORMATION_SCHEMA", "RECURSIVE", "TABLE", "DELETE", "UPDATE", "BACKUP", "RESTORE", "PASTE",
}  # fmt: skip
# What may stand before a parenthesis without being a function.
_BEFORE_PARENTHESIS = {
    "SELECT", "FROM", "WHERE", "PREWHERE", "AND", "OR", "NOT", "IN", "AS", "ON", "BY", "HAVING", "JOIN", "WHEN", "THEN",
    "ELSE", "CASE", "OVER", "USING", "ALL", "DISTINCT", "BETWEEN", "LIKE", "ILIKE", "INTERVAL", "EXCEPT", "UNION",
    "INTERSECT", "LIMIT", "WITH", "IS", "ANY",
}  # fmt: skip
_FUNCTIONS = frozenset(
    """count sum avg min max any anylast median uniq uniqexact uniqcombined countif sumif avgif minif maxif uniqif anyif
    quantile quantiles quantileexact quantileif quantilesif quantileexactif quantiletdigest argmin argmax argminif
    argmaxif grouparray groupuniqarray topk topkif stddevpop stddevsamp varpop corr first_value last_value
    now now64 today yesterday todate todatetime todatetime64 tostartofminute tostartoffiveminutes
    tostartoftenminutes tostartoffifteenminutes tostartofhour tostartofday tostartofweek tostartofmonth
    tostartofinterval tointervalsecond tointervalminute tointervalhour tointervalday tointervalweek tointervalmonth
    tohour tominute todayofweek toyear tomonth tounixtimestamp formatdatetime datediff date_diff dateadd datesub
    subtractminutes subtracthours subtractdays addminutes addhours adddays totimezone
    tostring touint8 touint16 touint32 touint64 toint8 toint16 toint32 toint64 tofloat32 tofloat64 todecimal64
    tolowcardinality cast nullif ifnull coalesce isnull isnotnull assumenotnull if multiif case greatest least
    round floor ceil ceiling abs sqrt log log2 log10 exp pow intdiv modulo plus minus multiply divide negate
    equals notequals less greater lessorequals greaterorequals and or not in has hasany hasall empty notempty length
    lower upper lowerutf8 upperutf8 trim ltrim rtrim concat substring substringutf8 left right position
    positioncaseinsensitive like ilike notlike match extract replaceall replaceone replaceregexpall startswith endswith
    splitbychar splitbystring arrayjoin arraymap arrayfilter arraysort arrayreversesort arraycount arraysum arrayexists
    arrayelement arraystringconcat arraydistinct arrayslice tuple tupleelement array map mapkeys mapvalues
    jsonextractstring jsonextractint jsonextractfloat jsonextractbool visitparamextractstring simplejsonextractstring
    tojsonstring bar formatreadablesize formatreadabletimedelta formatreadablequantity
    row_number rank dense_rank laginframe leadinframe exists""".split()  # noqa: SIM905 - reads better than 200 quotes
)


class RuleError(ValueError):
    """The statement may not become a tool; the message tells the manager why."""


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    at: int

    @property
    def word(self) -> str:
        """In capitals; empty for what is no word."""
        return self.text.upper() if self.kind == "word" else ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What the checks found: the parameters by name with their types. `tenant` are those the server fills in."""

    parameters: Mapping[str, str]

    @property
    def tenant(self) -> set[str]:
        return set(self.parameters) & set(TENANT)

    @property
    def of_the_model(self) -> set[str]:
        return set(self.parameters) - set(TENANT)


def check(sql: str) -> Statement:
    """Raises RuleError with the reason, if the statement may not be run."""
    tokens = list(_tokens(sql))
    if not tokens or tokens[0].word not in {"SELECT", "WITH"}:
        raise RuleError("Write one SELECT statement.")
    _check_words(tokens)
    _check_calls(tokens)
    parameters = _parameters(tokens)
    if not set(parameters) & set(TENANT):
        raise RuleError("Bind it to the ticket's customer: use {apps:Array(String)} or {account:String}.")
    _check_scopes(tokens)
    return Statement(parameters)


def check_parameters(statement: Statement, schemas: Mapping[str, Any]) -> None:
    """The model's parameters, each with a JSON schema: neither more nor fewer than the statement uses."""
    if not isinstance(schemas, dict):
        raise RuleError('Write an object such as {"minutes": {"type": "integer", "minimum": 1, "maximum": 1440}}.')
    if taken := set(schemas) & set(TENANT):
        raise RuleError(f"{_listed(taken)}: the server fills this in; the model may not.")
    if missing := statement.of_the_model - set(schemas):
        raise RuleError(f"The statement uses {_listed(missing)}; describe it here.")
    if unused := set(schemas) - statement.of_the_model:
        raise RuleError(f"The statement does not use {_listed(unused)}.")
    for name, schema in schemas.items():
        if not isinstance(schema, dict) or schema.get("type") not in {
            "integer",
            "number",
            "string",
            "boolean",
            "array",
        }:
            raise RuleError(f'{name}: write a JSON schema with a type, such as {{"type": "integer"}}.')
        if "$ref" in schema or "$dynamicRef" in schema:
            raise RuleError(f"{name}: write the schema out, without references.")
        try:
            Draft202012Validator.check_schema(schema)
        except SchemaError as error:
            raise RuleError(f"{name}: {error.message}") from error


def _tokens(sql: str) -> Iterator[Token]:
    text, at = sql.strip().removesuffix(";"), 0
    if len(text) > LONGEST:
        raise RuleError(f"The statement is longer than {LONGEST} characters.")
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            what = "comments" if text.startswith(("--", "/*", "#"), at) else repr(text[at])
            raise RuleError(f"No {what} here (character {at + 1}): write plain names, no quoted ones, one statement.")
        if text.startswith(("--", "/*"), at):
            raise RuleError(f"No comments here (character {at + 1}).")
        kind = next(name for name, value in found.groupdict().items() if value is not None)
        if kind != "space":
            yield Token(kind, found.group(0), at)
        at = found.end()


def _check_words(tokens: Sequence[Token]) -> None:
    for before, token in zip([None, *tokens], tokens, strict=False):
        # After a dot it is a column of something, whatever it is called.
        if token.word in _FORBIDDEN and not (before and before.text == "."):
            raise RuleError(f"{token.text}: not in a query of the dashboard.")


def _check_calls(tokens: Sequence[Token]) -> None:
    for token, following in pairwise(tokens):
        if following.text != "(":
            if token.word == "IN" and following.kind not in {"param", "sign"}:
                raise RuleError("IN needs a list, a parameter or a SELECT in parentheses.")
            continue
        if token.kind in {"string", "number", "param"}:
            raise RuleError(f"{token.text}: this cannot be called.")
        if token.word and token.word not in _BEFORE_PARENTHESIS and token.text.lower() not in _FUNCTIONS:
            raise RuleError(f"{token.text}(): this function is not on the list of those that only compute.")


def _parameters(tokens: Sequence[Token]) -> dict[str, str]:
    found: dict[str, str] = {}
    for token in tokens:
        if token.kind != "param":
            continue
        name, _, type_ = (part.strip() for part in token.text[1:-1].partition(":"))
        type_ = type_.replace(" ", "")
        if not _TYPE.match(type_):
            raise RuleError(f"{name}: a parameter of type {type_} is not allowed.")
        if name in TENANT and type_ != TENANT[name]:
            raise RuleError(f"{name}: write {{{name}:{TENANT[name]}}}.")
        if found.setdefault(name, type_) != type_:
            raise RuleError(f"{name}: it has two types.")
    return found


def _check_scopes(tokens: Sequence[Token]) -> None:
    """Each SELECT by itself: whatever reads a table has to begin its WHERE with the customer."""
    named = _named_selects(tokens)
    groups: list[list[Token]] = [[]]
    for token in tokens:
        if token.text == ")":
            if len(groups) == 1:
                raise RuleError("A parenthesis is closed that was never opened.")
            _check_group(groups.pop(), named)
        groups[-1].append(token)
        if token.text == "(":
            groups.append([])
    if len(groups) != 1:
        raise RuleError("A parenthesis is not closed.")
    _check_group(groups[0], named)
    for first, open_, inside in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if first.word in {"FROM", "JOIN"} and open_.text == "(" and inside.word not in {"SELECT", "WITH"}:
            raise RuleError(f"{first.text}: a SELECT has to stand in these parentheses.")


def _named_selects(tokens: Sequence[Token]) -> dict[str, int]:
    """`WITH name AS (SELECT …)` before the statement's own SELECT: the names, and from where on they hold."""
    found: dict[str, int] = {}
    depth, name = 0, ""
    for at, token in enumerate(tokens):
        if token.word == "SELECT" and depth == 0:
            break
        if token.text == "(":
            if depth == 0 and at >= 2 and tokens[at - 1].word == "AS":
                name = tokens[at - 2].text
            depth += 1
        elif token.text == ")":
            depth -= 1
            if depth == 0 and name:
                found, name = {**found, name: token.at}, ""
    return found


def _check_group(tokens: Sequence[Token], named: Mapping[str, int]) -> None:
    starts = [at for at, token in enumerate(tokens) if token.word == "SELECT"]
    if any(token.word in {"FROM", "JOIN"} for token in tokens[: starts[0] if starts else None]):
        raise RuleError("FROM has to follow its SELECT.")
    for nth, start in enumerate(starts):
        end = starts[nth + 1] if nth + 1 < len(starts) else len(tokens)
        # Whether a name reaches across a UNION is a setting of the server: there it is taken for a table.
        _check_select(tokens[start:end], named if nth == 0 else {})


def _check_select(tokens: Sequence[Token], named: Mapping[str, int]) -> None:
    words = [token.word for token in tokens]
    if words.count("FROM") > 1:
        raise RuleError("One FROM to each SELECT.")
    if "FROM" not in words:
        return
    where = next((at for at, word in enumerate(words) if word in {"WHERE", "PREWHERE"}), len(tokens))
    if where < words.index("FROM"):
        raise RuleError("WHERE has to follow FROM.")
    ends = next((at for at, word in enumerate(words) if word in _ENDS_WHERE and at > words.index("FROM")), len(tokens))
    sources = tokens[words.index("FROM") : min(where, ends)]
    tables = list(_tables(sources, named))
    joins = [at for at, token in enumerate(sources) if token.word == "JOIN" and sources[at - 1].word != "ARRAY"]
    if tables and joins:
        raise RuleError("Join SELECTs in parentheses, each with its own FROM and WHERE; a table stands alone.")
    if tables and not _is_bound(tokens[where + 1 :]):
        raise RuleError(
            f"{tables[0]}: begin its WHERE with the customer: `WHERE app IN {{apps:Array(String)}} AND …` or "
            "`WHERE account = {account:String} AND …`, and no OR beside it except in parentheses."
        )


def _tables(sources: Sequence[Token], named: Mapping[str, int]) -> Iterator[str]:
    """Names after FROM and JOIN that are tables of the database, not SELECTs named before."""
    for at, token in enumerate(sources):
        if token.text == ",":
            raise RuleError("Write JOIN instead of a comma between tables.")
        if token.word not in {"FROM", "JOIN"} or sources[at - 1].word == "ARRAY":
            continue
        source = sources[at + 1] if at + 1 < len(sources) else None
        if source is None or (source.kind != "word" and source.text != "("):
            raise RuleError(f"{token.text}: write the name of a table.")
        if source.kind == "word" and source.at < named.get(source.text, source.at + 1):
            yield source.text


def _is_bound(condition: Sequence[Token]) -> bool:
    end = next((at for at, token in enumerate(condition) if token.word in _ENDS_WHERE), len(condition))
    words = [token.word for token in condition[:end]]
    if "OR" in words or any(token.text == "->" for token in condition[:end]):
        return False
    # After PREWHERE follows WHERE, which is one more condition.
    first = list(condition[: next((at for at, word in enumerate(words) if word in {"AND", "WHERE"}), end)])
    if len(first) == 5 and first[1].text == ".":
        first = first[2:]  # `l.app IN …`
    if len(first) != 3 or first[0].kind != "word":
        return False
    comparison, bound = first[1].text.upper(), "".join(first[2].text.split())
    return (comparison, bound) in {("IN", "{apps:Array(String)}"), ("=", "{account:String}")}


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))
