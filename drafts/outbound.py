"""The last look at the exact bytes: what must reach no customer, whoever wrote it. Pure, linear time."""

import ipaddress
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

import re2

from audit.redaction import find_secrets
from drafts.manners import apologies, claims_to_be_human

PLACEHOLDER = re2.compile(r"\[(?:[A-Z][A-Z_]+)(?::\w+)?:[0-9a-f]{8}\]")
UNFILLED = re2.compile(r"\{\{[^{}\n]*(?:\}\})?")
HOST = re2.compile(r"(?i)\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]+\b|\blocalhost\b")
ADDRESS = re2.compile(r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b|\[?(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}\]?")
URL = re2.compile(r"(?i)^\s*([a-z][a-z0-9+.-]*):(?://(?:([^/?#\s]*)@)?(\[[^\]]*\]|[^/?#\s:]*))?")
HIDING = re2.compile(
    r"(?i)display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)|"
    r"font-size\s*:\s*(?:0|1px)|(?:^|[^-])color\s*:\s*(?:#fff(?:fff)?\b|white\b|transparent|"
    r"rgba?\(\s*255\s*,\s*255\s*,\s*255)|"
    r"text-indent\s*:\s*-\d{3}|(?:left|top)\s*:\s*-\d{3}|max-height\s*:\s*0|(?:^|[;\s])(?:height|width)\s*:\s*0"
)
REMOTE = re2.compile(r"(?i)url\s*\(|@import|expression\s*\(")
LARGEST = 400_000  # characters
MOST_TAGS = 2000
MOST_COMMENTS = 50  # an honest reply has none; the parser is quadratic in open ones
ACTIVE = {"script", "iframe", "object", "embed", "form", "input", "button", "link", "meta", "base", "style", "svg"}
PICTURES = {"img", "picture", "source", "video", "audio", "image", "bgsound"}
BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
INVISIBLE = set("\u200b\u2060\ufeff\u180e\u2061\u2062\u2063\u2064\u115f\u1160\u3164\uffa0")
ENDINGS = {"py", "js", "ts", "json", "yml", "yaml", "toml", "md", "txt", "go", "rs", "rb", "sh", "log"}
JOINERS = set("\u200c\u200d")  # of emoji and of scripts that join their letters


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the scan knows beside the bytes."""

    strangers: Sequence[str] = ()  # names, domains, slugs and addresses of other accounts
    internal_hosts: Sequence[str] = ()  # *.internal and the like
    known: Sequence[str] = ()  # what this customer has seen: the ticket, and evidence they may see


@dataclass(frozen=True, slots=True)
class Finding:
    rule: str
    text: str
    reason: str


def scan(html: str, around: Surroundings) -> list[Finding]:
    """Every reason why these bytes may not go to this customer."""
    if len(html) > LARGEST or html.count("<!") > MOST_COMMENTS:
        return [Finding("markup", "", "The reply is too large or too tangled to be checked. Write it anew, shorter.")]
    page = _Page()
    page.feed(html)
    page.close()
    text = page.text
    return [
        *_secrets(text, page.spoken),
        *_invisible(html),
        *page.findings,
        *_links(page.links, around),
        *_hosts(text, around),
        *_strangers(f"{text}\n{' '.join(href for href, _ in page.links)}", around.strangers),
        *_manners(page.spoken),
    ]


def markup(source: str) -> list[Finding]:
    """What HTML in the words themselves would hide or load."""
    if source.count("<") > MOST_TAGS or source.count("<!") > MOST_COMMENTS:
        return [Finding("markup", "", "The reply is too tangled to be checked. Write it anew, shorter.")]
    page = _Page()
    page.feed(source)
    page.close()
    return page.findings


def _secrets(text: str, spoken: str) -> Iterator[Finding]:
    for kind in dict.fromkeys([*find_secrets(text), *find_secrets(visible(text))]):
        reason = f"The reply holds what looks like a secret ({kind.replace('_', ' ')}). Remove it."
        yield Finding("secret", kind, reason)
    left = PLACEHOLDER.search(text) or UNFILLED.search(spoken)  # in code, braces are somebody's template language
    if left:
        yield Finding("secret", left.group(0), "A placeholder is left in the reply. Replace or remove it.")


def visible(text: str) -> str:
    """As a reader sees it: full-width forms as plain ones, nothing invisible."""
    if text.isascii():
        return text
    return "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")


def _invisible(html: str) -> Iterator[Finding]:
    if html.isascii():
        return
    if any(char in BIDI for char in html):
        yield Finding("bidi", "", "A character that turns the direction of text around is in the reply. Remove it.")
    for at, char in enumerate(html):
        around = html[at - 1 : at], html[at + 1 : at + 2]
        joins = char in JOINERS and (any(side.isascii() for side in around) or set(around) & (JOINERS | INVISIBLE))
        if char in INVISIBLE or joins or "\U000e0000" <= char <= "\U000e01ef":
            shown = "".join(each for each in html[max(0, at - 15) : at + 15] if each.isprintable())
            yield Finding("hidden_text", shown, "Invisible characters stand in the reply. Type these words anew.")
            return


class _Page(HTMLParser):
    """The text, the links and everything that is not plain text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.findings: list[Finding] = []
        self.links: list[tuple[str, str]] = []
        self._texts: list[str] = []
        self._spoken: list[str] = []
        self._href: str | None = None
        self._label: list[str] = []
        self._quoting = 0

    @property
    def text(self) -> str:
        return "".join(self._texts)

    @property
    def spoken(self) -> str:
        """What the reply says itself, without code and quoted blocks."""
        return "".join(self._spoken)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        style = given.get("style", "")
        if (tag in PICTURES and (given or tag == "img")) or "background" in given or REMOTE.search(style):
            self._find("remote_image", given.get("src", tag), "A picture is loaded from elsewhere. Remove it.")
        if tag in ACTIVE or any(name.startswith("on") for name in given):
            self._find("markup", tag, "Active content has no place in a reply. Remove it.")
        if "hidden" in given or HIDING.search(style) or given.get("color", "").lower() in {"white", "#fff", "#ffffff"}:
            self._find("hidden_text", tag, "Text that the customer does not see is in the reply. Remove it.")
        if tag == "a":
            self._href, self._label = given.get("href", ""), []
        self._quoting += tag in {"code", "pre", "blockquote"}
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._href is not None:
            self.links.append((self._href, "".join(self._label).strip()))
            self._href = None
        self._quoting -= tag in {"code", "pre", "blockquote"} and self._quoting > 0
        self._break(tag)

    def handle_data(self, data: str) -> None:
        self._texts.append(data)
        if not self._quoting:
            self._spoken.append(data)
        if self._href is not None:
            self._label.append(data)

    def handle_comment(self, data: str) -> None:
        self._find("hidden_text", data.strip()[:80], "A comment that the customer does not see is in the reply.")

    def handle_pi(self, data: str) -> None:
        self.handle_comment(data)

    def handle_decl(self, decl: str) -> None:
        self.handle_comment(decl)

    def unknown_decl(self, data: str) -> None:
        self.handle_comment(data)

    def _find(self, rule: str, text: str, reason: str) -> None:
        if not any(found.rule == rule for found in self.findings):
            self.findings.append(Finding(rule, text[:120], reason))

    def _break(self, tag: str) -> None:
        if tag in {"p", "br", "li", "ul", "ol", "div", "h3", "h4", "blockquote", "pre", "hr", "tr", "td"}:
            self._texts.append("\n\n" if tag in {"p", "div", "pre", "blockquote", "h3", "h4"} else "\n")
            self._spoken.append("\n\n" if tag in {"p", "li", "div", "pre", "blockquote", "h3", "h4"} else "\n")


def _links(links: Sequence[tuple[str, str]], around: Surroundings) -> Iterator[Finding]:
    for href, label in links:
        match = URL.match(href)
        scheme, user, host = (match.group(1).lower(), match.group(2), match.group(3) or "") if match else ("", "", "")
        if scheme not in {"https", "http", "mailto"}:
            yield Finding("link", href[:120], "This link leads nowhere a customer can go. Use a full https address.")
        elif user:
            yield Finding(
                "link", href[:120], "This link hides where it leads behind a name and an @. Write it plainly."
            )
        elif host and _is_internal(host, around) and not _is_known(host, around):
            yield Finding("internal_host", host, "This link leads into our own network. The customer cannot open it.")
        shown = HOST.search(label)
        if shown and host and not _same_site(shown.group(0), host):
            reason = f"The text of this link shows {shown.group(0)}, the link leads to {host}. Make them the same."
            yield Finding("link", label[:120], reason)


def _same_site(shown: str, host: str) -> bool:
    one, other = shown.lower().removeprefix("www."), host.lower().removeprefix("www.")
    return one == other or not _looks_like_site(one)


def _looks_like_site(shown: str) -> bool:
    """`health.py` in a label is a file, not a place."""
    return shown.rsplit(".", 1)[-1] not in ENDINGS


def _hosts(text: str, around: Surroundings) -> Iterator[Finding]:
    seen = {match.group(0).lower(): match.group(0) for pattern in (HOST, ADDRESS) for match in pattern.finditer(text)}
    for host in seen.values():
        if host.lower() != "localhost" and _is_internal(host, around) and not _is_known(host, around):
            yield Finding("internal_host", host, "This is a name or address inside our own network. Say it without.")


def _is_internal(host: str, around: Surroundings) -> bool:
    lowered = host.lower().strip("[]").rstrip(".")
    if lowered == "localhost" or any(_fits(lowered, pattern) for pattern in around.internal_hosts):
        return True
    try:
        address = ipaddress.ip_address(lowered)
    except ValueError:
        return lowered.isdigit() or lowered.startswith("0x")  # http://2130706433/ is 127.0.0.1
    return not address.is_global


def _fits(host: str, pattern: str) -> bool:
    pattern = pattern.lower()
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern


def _is_known(host: str, around: Surroundings) -> bool:
    return any(host.lower() in text.lower() for text in around.known)


def _strangers(text: str, strangers: Sequence[str]) -> Iterator[Finding]:
    seen = visible(text).casefold()
    for name in strangers:
        wanted = visible(name).casefold().strip()
        if len(wanted) > 2 and _stands(wanted, seen):
            yield Finding("other_customer", name, "This belongs to another customer. Remove it.")


def _stands(word: str, text: str) -> bool:
    at = text.find(word)
    while at >= 0:
        before, after = text[at - 1 : at] if at else "", text[at + len(word) : at + len(word) + 1]
        if not before.isalnum() and not after.isalnum():
            return True
        at = text.find(word, at + 1)
    return False


def _manners(spoken: str) -> Iterator[Finding]:
    sorry = apologies(spoken)
    if len(sorry) > 1:
        yield Finding("apologies", sorry[1], f"The reply apologises {len(sorry)} times. Once is enough.")
    if human := claims_to_be_human(spoken):
        yield Finding(
            "claims_human", human, "The reply says that a person wrote it, or that it is none of a machine's."
        )
