"""What a tool answered as a person reads it: named facts and tables. And what differs between two answers."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

import re2

from drafts import diff

DEEPEST = 4
MOST_ROWS = 400  # of one table that are laid out; what is cut is said
LONGEST_CELL = 2_000
OWN = {"result_id"}  # of the call, not of what it found
TOKEN = re2.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+|\s+')
MARK = re2.compile(r'"[\s\S]*"|[{}\[\],:]|\s+|-?[0-9.]+|true|false|null')
IDENTITY = ("id", "path", "name", "slug", "key", "trace_id", "charge_id")


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: list[str]
    rows: list[list[str]]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    text: str

    @property
    def long(self) -> bool:
        return "\n" in self.text or len(self.text) > 160


@dataclass(slots=True)
class Layout:
    facts: list[Fact] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Cell:
    before: str
    after: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Row:
    kind: str  # added, removed or changed
    cells: list[Cell]

    @property
    def words(self) -> str:
        return {"added": "New", "removed": "Gone"}.get(self.kind, "Changed")


@dataclass(frozen=True, slots=True)
class TableChange:
    name: str
    columns: list[str]
    rows: list[Row]
    same: int


@dataclass(frozen=True, slots=True)
class FactChange:
    name: str
    pieces: list[diff.Piece]


@dataclass(slots=True)
class Difference:
    facts: list[FactChange] = field(default_factory=list)
    tables: list[TableChange] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.facts or self.tables)


def layout(text: str) -> Layout:
    """JSON as facts and tables; what is no JSON object is one fact."""
    try:
        value = json.loads(text)
    except ValueError:
        return Layout(facts=[Fact("", text)])
    found = Layout()
    if isinstance(value, dict):
        _object(value, "", found, 0)
    else:
        _value("answer", value, found, 0)
    return found


def in_words(quote: str) -> str:
    """A passage out of JSON without its punctuation: `"charge_id": "c1", "paid": true` as charge id: c1 · paid: true.

    Anything else, and JSON cut within a word, stays as it is.
    """
    tokens = TOKEN.findall(quote)
    loose = [token for token in tokens if not MARK.fullmatch(token)]
    if '":' not in quote.replace(" ", "") or "".join(tokens) != quote or loose:
        return quote
    words = []
    for at, token in enumerate(tokens):
        follows = next((each for each in tokens[at + 1 :] if not each.isspace()), "")
        text = token[1:-1].replace('\\"', '"') if token.startswith('"') else token
        words.append({",": " · ", ":": ": "}.get(token, text.replace("_", " ") if follows == ":" else text))
    return "".join(word for word in words if word not in set("{}[]") and not word.isspace()).strip(" ·")


def difference(before: str, after: str) -> Difference:
    """What of the answer is no longer so; empty where nothing is."""
    old, new = layout(before), layout(after)
    found = Difference()
    was, now = ({fact.name: fact.text for fact in each.facts} for each in (old, new))
    for name in dict.fromkeys([*was, *now]):
        if was.get(name) != now.get(name):
            found.facts.append(FactChange(name, diff.words(was.get(name, ""), now.get(name, ""))))
    tables = {table.name: table for table in old.tables}
    others = {table.name: table for table in new.tables}
    for name in dict.fromkeys([*tables, *others]):
        one, other = tables.get(name), others.get(name)
        change = _tables(name, one or Table(name, [], []), other or Table(name, [], []))
        if change.rows:
            found.tables.append(change)
    return found


def _object(value: Mapping[str, object], prefix: str, found: Layout, depth: int) -> None:
    columns, rows = value.get("columns"), value.get("rows")
    is_table = _flat_list(columns) and isinstance(rows, list) and all(isinstance(row, list) for row in rows)
    if is_table and isinstance(columns, list) and isinstance(rows, list):
        cells = [[_cell(cell) for cell in row] for row in rows[:MOST_ROWS]]
        names = [str(column) for column in columns]
        found.tables.append(Table(prefix or "rows", names, cells, len(rows) - len(cells)))
    for name, item in value.items():
        if (is_table and name in {"columns", "rows"}) or (not depth and name in OWN):
            continue
        _value(f"{prefix}.{name}" if prefix else str(name), item, found, depth)


def _value(name: str, value: object, found: Layout, depth: int) -> None:
    if isinstance(value, dict) and value and depth < DEEPEST:
        _object(value, name, found, depth + 1)
    elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        found.tables.append(_table(name, value))
    elif value not in (None, "", [], {}):
        found.facts.append(Fact(name.replace("_", " "), _cell(value)))


def _table(name: str, records: Sequence[Mapping[str, object]]) -> Table:
    columns = list(dict.fromkeys(str(key) for record in records for key in record))
    rows = [[_cell(record.get(column)) for column in columns] for record in records[:MOST_ROWS]]
    return Table(name.replace("_", " "), columns, rows, len(records) - len(rows))


def _flat_list(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
        return ", ".join(str(item) for item in value)[:LONGEST_CELL]
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text[:LONGEST_CELL]


def _tables(name: str, before: Table, after: Table) -> TableChange:
    columns = list(dict.fromkeys([*before.columns, *after.columns]))
    old, new = (_in_order(table, columns) for table in (before, after))
    pairs = list(_paired(old, new, _identity(columns, old, new)))
    rows = [_row(one, other) for one, other in pairs if one != other]
    return TableChange(name, columns, rows, len(pairs) - len(rows))


def _in_order(table: Table, columns: Sequence[str]) -> list[list[str]]:
    """The rows with the same columns at the same places, whatever order the answer gave them in."""
    if list(columns) == table.columns:
        return table.rows
    places = [table.columns.index(column) if column in table.columns else None for column in columns]
    return [[row[at] if at is not None and at < len(row) else "" for at in places] for row in table.rows]


def _identity(columns: Sequence[str], *tables: list[list[str]]) -> int | None:
    """The column that names a row, if one does in both."""
    for name in IDENTITY:
        if name in columns:
            at = columns.index(name)
            if all(len({row[at] for row in table}) == len(table) for table in tables):
                return at
    return None


Pair = tuple[list[str] | None, list[str] | None]


def _paired(old: list[list[str]], new: list[list[str]], key: int | None) -> Iterator[Pair]:
    if key is not None:
        others = {row[key]: row for row in new}
        yield from ((row, others.pop(row[key], None)) for row in old)
        yield from ((None, row) for row in others.values())
        return
    matcher = SequenceMatcher(None, [tuple(row) for row in old], [tuple(row) for row in new], autojunk=False)
    for _, a, b, c, d in matcher.get_opcodes():
        for at in range(max(b - a, d - c)):
            yield (old[a + at] if a + at < b else None, new[c + at] if c + at < d else None)


def _row(one: list[str] | None, other: list[str] | None) -> Row:
    kind = "added" if one is None else "removed" if other is None else "changed"
    before, after = one or [], other or []
    width = max(len(before), len(after))
    was, now = ([*row, *[""] * (width - len(row))] for row in (before, after))
    return Row(kind, [Cell(a, b, a != b) for a, b in zip(was, now, strict=True)])
