"""What a reviewer asked for when they sent a draft back: a few simple wishes are understood."""

from dataclasses import dataclass

import re2

from agents.gateway.rehearsal.untrusted import without_placeholders

SHORTER = re2.compile(
    r"(?i)\b(?:shorter|short|shorten|brief(?:er|ly)?|concise|more compact|tl;?dr|too long|plus court|k[üu]rzer"
    r"|m[áa]s corto"
    r"|mais curto|pi[ùu] breve|korter)\b|短く"
)
ASK = re2.compile(
    r"(?i)\bask\s+(?:(?:them|him|her|the customer|customer|the user|also)\s+)*(for|about|if|whether|which|what|when"
    r"|where|how|why)\s+"
    r"([^.;\n]{2,120})"
)
INCLUDE = re2.compile(
    r"(?i)\b(?:mention|include|explain|point out|refer to|link(?: to)?|add)\s+(?:that\s+|the fact "
    r"that\s+)?([^.;\n]{2,120})"
)
NEXT_WISH = re2.compile(r"(?i),?\s+and\s+(?:also\s+)?(?:ask|mention|include|explain|point out|refer|keep|make)\b.*$")


@dataclass(frozen=True)
class Instruction:
    text: str = ""
    shorter: bool = False
    ask: tuple[str, str] | None = None  # the word that opens the question, and what to ask
    include: str = ""

    def note(self, quoted: bool) -> str:
        """What became of it, for the internal notes; `quoted` says whether something was found to include."""
        found = "found and quoted" if quoted else "found nothing to quote"
        done = [
            *(["kept to one point"] if self.shorter else []),
            *([f"asked for “{self.ask[1]}”"] if self.ask else []),
            *([f"searched for “{self.include}” and {found}"] if self.include else []),
        ]
        told = ", ".join(done) or "not understood by the rehearsal model, so nothing was changed for it"
        return f"Reviewer's instruction “{self.text}”: {told}."


def read_instruction(value: object) -> Instruction:
    text = " ".join(without_placeholders(value).split())[:300] if isinstance(value, str) else ""
    ask, include = ASK.search(text), INCLUDE.search(text)
    return Instruction(
        text=text,
        shorter=SHORTER.search(text) is not None,
        ask=(ask.group(1).lower(), _one_wish(ask.group(2))) if ask else None,
        include=_one_wish(include.group(1)) if include else "",
    )


def _one_wish(text: str) -> str:
    return str(NEXT_WISH.sub("", text)).strip(" ,:!?\"“”'")
