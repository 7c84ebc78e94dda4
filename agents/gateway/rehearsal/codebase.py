"""Reads what Grep and Read returned, and picks the lines of code that explain the customer's error."""

from collections.abc import Iterator
from dataclasses import dataclass

import re2

from agents.gateway.rehearsal.conversation import Call, Conversation
from agents.gateway.rehearsal.evidence import Quote, matched_terms, weight
from agents.gateway.rehearsal.sentences import one_line, sentence_spans
from agents.gateway.rehearsal.terms import Term
from agents.gateway.rehearsal.untrusted import has_placeholder, is_injected

HIT = re2.compile(r"(?m)^([^\n:]+?):(\d+):(.*)$")
NUMBERED = re2.compile(r"(?m)^[ \t]*(\d+)(?:\t|→)(.*)$")
SPEAKS = re2.compile(r"\b(?:raise|throw|throws|return|Error|error|panic|fail|message|msg|def|class|function|fn|func)\b")
MESSAGE_TEXT = re2.compile(r"[\"'`][^\"'`]*\w+ \w+ \w+[^\"'`]*[\"'`]")
SOURCE_FILE = re2.compile(r"\.(?:py|ts|tsx|js|go|rs|rb|java|kt|php|ex|c|cc|cpp|h|cs|scala|sql)$")
BESIDE_THE_POINT = re2.compile(
    r"(?i)(?:^|/)(?:tests?|spec|fixtures|vendor|node_modules|locales?|examples?)/|\.(?:md|lock|po|svg|csv)$|changelog"
)
COMMENT = re2.compile(r"^\s*(?:#+|//+|/\*+|\*+|--)\s?(.*?)\s*(?:\*/)?\s*$")
NEAR = 12  # lines between a comment and the line it explains
FROM_THE_TOP = 250  # a hit this deep is read from above it, any other file from its beginning
SHORTEST_REMARK, LONGEST_LINE = 40, 160
SHORTEST_PIECE = 8  # characters; a shorter quote proves nothing
ENOUGH_NEAR, ENOUGH_FAR = 1.5, 4.0  # a remark beside the line needs less in common with the ticket


@dataclass(frozen=True)
class Hit:
    literal: str
    path: str
    line: int
    text: str

    @property
    def worth(self) -> int:
        """A line that raises or defines in the source proper tells more than a mention in a changelog."""
        return (
            2 * bool(SPEAKS.search(self.text))
            + 2 * bool(SOURCE_FILE.search(self.path))
            + 3 * bool(MESSAGE_TEXT.search(self.text.replace('"""', "")))
            + (1 if f'"{self.literal}"' in self.text or f"'{self.literal}'" in self.text else 0)
            - 4 * bool(BESIDE_THE_POINT.search(self.path))
        )


@dataclass(frozen=True)
class Remark:
    """A sentence of a comment, with the lines it stands on."""

    text: str
    quotes: tuple[Quote, ...]
    first_line: int


def unescaped(pattern: str) -> str:
    return str(re2.sub(r"\\(.)", r"\1", pattern))


def hits(conversation: Conversation) -> list[Hit]:
    """Where the literals stand, the most telling place first; lines that hold a secret or an order are left out."""
    found = [
        Hit(unescaped(str(call.arguments.get("pattern", ""))), _relative(path, conversation.cwd), int(line), text)
        for call in conversation.made("Grep")
        if call.result and not call.failed
        for path, line, text in HIT.findall(call.result)
    ]
    clean = [hit for hit in found if not has_placeholder(hit.text) and not is_injected(hit.text)]
    return sorted((hit for hit in clean if hit.literal in hit.text), key=lambda hit: -hit.worth)


def reading(hit: Hit, cwd: str) -> dict[str, object]:
    """The arguments of Read: the file around the hit."""
    offset = 1 if hit.line <= FROM_THE_TOP else hit.line - 2 * NEAR
    path = hit.path if hit.path.startswith("/") or not cwd else f"{cwd}/{hit.path}"
    return {"file_path": path, "offset": offset, "limit": hit.line + 2 * NEAR - offset + 1}


def quotable(hit: Hit) -> bool:
    """Code that can stand alone in a sentence; comments are quoted as remarks."""
    prose = COMMENT.match(hit.text) or '"""' in hit.text
    return not prose and SHORTEST_PIECE <= len(hit.text.strip()) <= LONGEST_LINE and not hit.path.startswith("/")


def is_part_of(hit: Hit, remark: Remark) -> bool:
    """Whether the line is itself the comment that is quoted."""
    return any(quote.source == code_quote(hit.path, hit.line, hit.text).source for quote in remark.quotes)


def code_quote(path: str, line: int, text: str) -> Quote:
    return Quote(f"code:{path}:{line}-{line}", text.strip())


def remarks(conversation: Conversation, found: list[Hit], terms: list[Term]) -> list[Remark]:
    """Comments that speak of the ticket in the files that were read, the best first."""
    lines_hit = {(hit.path, hit.line) for hit in found}
    scored: list[tuple[float, Remark]] = []
    for call in conversation.made("Read"):
        path = _relative(str(call.arguments.get("file_path", "")), conversation.cwd)
        near = [line for other, line in lines_hit if other == path]
        for remark in _remarks_of(path, call):
            score = weight(matched_terms(remark.text, terms))
            beside = any(abs(line - remark.first_line) <= NEAR for line in near)
            if score >= (ENOUGH_NEAR if beside else ENOUGH_FAR):
                scored.append((score + beside, remark))
    return [remark for _, remark in sorted(scored, key=lambda pair: -pair[0])]


def _remarks_of(path: str, call: Call) -> Iterator[Remark]:
    if call.failed or not call.result or path.startswith("/"):
        return
    lines = [(int(number), str(text)) for number, text in NUMBERED.findall(call.result)]
    for block in _prose(lines):
        joined = " ".join(text for _, text in block)
        if is_injected(joined) or has_placeholder(joined):
            continue
        for start, end in sentence_spans(joined):
            if SHORTEST_REMARK <= end - start <= 2 * LONGEST_LINE and " " in joined[start:end]:
                quotes = tuple(_pieces(path, block, start, end))
                yield Remark(one_line(joined[start:end]), quotes, int(quotes[0].source.rsplit("-", 1)[-1]))


def _pieces(path: str, block: list[tuple[int, str]], start: int, end: int) -> Iterator[Quote]:
    """One quote a line: a sentence that runs over two lines has an indent or a comment sign in its middle."""
    at = 0
    for number, text in block:
        piece = text[max(0, start - at) : max(0, end - at)].strip()
        if len("".join(piece.split())) >= SHORTEST_PIECE:
            yield code_quote(path, number, piece)
        at += len(text) + 1


def _prose(lines: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Runs of comment lines and of docstring lines."""
    block: list[tuple[int, str]] = []
    quoted = False
    for number, line in lines:
        marks = line.count('"""')
        comment = COMMENT.match(line) if not quoted and not marks else None
        text = comment.group(1) if comment else line.replace('"""', "").strip() if quoted or marks else ""
        starts = marks and not quoted
        if block and (not text or starts):
            yield block
            block = []
        if text and (not starts or line.lstrip().startswith(('"""', 'r"""'))):
            block.append((number, text.strip()))
        quoted ^= marks % 2 == 1
    if block:
        yield block


def _relative(path: str, cwd: str) -> str:
    return path.removeprefix(f"{cwd}/") if cwd else path.removeprefix("./")
