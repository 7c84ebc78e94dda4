"""Apologies and claims to be human, in nine languages. Pure, linear time."""

from typing import Any

import re2

from drafts.commitments import folded, plain
from drafts.replies import sentences

QUOTED = re2.compile(r"“[^”]*”|«[^»]*»|„[^“”]*[“”]|「[^」]*」|\"[^\"\n]*\"")
# Read without accents and in lower case.
APOLOGY = (
    r"\bsorry\b|\b(?:we|i) (?:do |sincerely |deeply |really |truly )*apologi[sz]e\b|\b(?:our|my|sincere|"
    r"please accept our|deepest)"
    r" apolog|\bapologies\b|\bapologi[sz]ing\b|\bplease (?:forgive|excuse) (?:us|me|the|this|our)|\b(?:we|i) regret\b|"
    r"\bdesolee?s?\b|\bnous (?:nous )?excus|\bje m'excuse|\bnos excuses\b|\bmes excuses\b|\bpardon(?:nez)?\b|"
    r"\btut (?:mir|uns)\b[^.!?]{0,25}\bleid\b|\bleid tut\b|\bentschuldig|\bverzeih|\bbedauern\b|\bum nachsicht\b|"
    r"\blo siento\b|\blo sentimos\b|\blamento\b|\blamentamos\b|\bdisculp|\bperdon[ae]?\b|\bpedimos perdon|"
    r"\bmi (?:dis)?piace\b|\bci dispiace\b|\bci scusiamo\b|\bmi scuso\b|\bscus(?:a|i|ate|arci)\b|\ble nostre scuse\b|"
    r"\bdesculp|\bpedimos desculpa|\bsentimos muito|\bsinto muito|\blamentavel|"
    r"\bspijt (?:me|ons)\b|\bhet spijt\b|\bexcuses\b|\bexcuseer|\bonze verontschuldig|\bbied\w* .{0,20}verontschuldig|"
    r"申し訳|お詫び|すみません|ごめん|przeprasza"
)
NO_APOLOGY = (
    r"\bno need to (?:apologi[sz]e|be sorry)|\bdon't (?:apologi[sz]e|be sorry)|\bnothing to (?:apologi[sz]e|"
    r"be sorry) for"
)
HUMAN = (
    r"\b(?:i'm|i am|we're|we are|this is|it's|it is|you're (?:talking|speaking|chatting) (?:to|with)|"
    r"you are (?:talking|speaking|"
    r"chatting|writing) (?:to|with))(?: actually| really| definitely| indeed| all| just)? (?:a |an )?(?:real |actual |"
    r"living |fellow |"
    r"genuine )*(?:human|person\b|people\b|man\b|woman\b|human being)|"
    r"\b(?:i'm|i am|we're|we are|this is|it's|it is)(?: definitely| really| certainly)? (?:not|no) (?:a |an )?(?:ai|"
    r"bots?|robots?|machines?|"
    r"chatbots?|llm|language model|automated|computer|artificial|algorithm)|"
    r"\b(?:i'm|i am) no (?:ai|bot|robot|machine)|\bas an? (?:real |fellow |actual )?human\b|\bnot an? (?:ai|bot|robot|"
    r"automated reply)\b|"
    r"\b(?:written|typed|answered|handled|read) by (?:a |an )?(?:real |actual )?(?:human|person)\b|"
    r"\ba (?:real |actual )?(?:human|person) (?:wrote|typed|is writing|is typing|answers|reads) (?:this|to|every)|"
    r"\b(?:i'm|i am|my name is|this is|(?:my|our|a) colleague)\b[^.!?]{0,60}\ban? (?:real |actual )?human"
    r"(?: (?:colleague|being|agent|person|operator|representative|engineer|here|who|and|on|from|at)\b|[,.!;]|$)|"
    r"\b(?:checked|reviewed|verified|confirmed) by a (?:real )?human\b|"
    r"\bje suis (?:bien )?(?:un |une )?(?:vraie? |etre )?(?:humaine?|personne)|\bje ne suis (?:pas|ni) (?:un |"
    r"une )?(?:robot|bot|ia|machine)|"
    r"\bich bin (?:ein |eine |wirklich )*(?:echte[rn]? )?(?:mensch|person)|\bich bin kein(?:e)? (?:bot|roboter|ki|"
    r"maschine)|"
    r"\bsoy (?:un |una )?(?:ser )?(?:human|persona)|\bno soy (?:un |una )?(?:bot|robot|maquina|ia)|"
    r"\bsono (?:un |una )?(?:essere uman|persona|uman)|\bnon sono (?:un |una |un')?(?:bot|robot|macchina|ia)|"
    r"\bsou (?:um |uma )?(?:ser )?(?:human|pessoa)|\bnao sou (?:um |uma )?(?:bot|robo|maquina|ia)|"
    r"\bik ben (?:een |echt een )?(?:echte? )?(?:mens|persoon)|\bik ben geen (?:bot|robot|ai|machine)|"
    r"私は人間|ロボットではありません|\bjestem (?:czlowiekiem|prawdziw)|\bnie jestem (?:botem|robotem)"
)
# “This is a person you can ask” and “it is a real person's name” speak of somebody else.
_SOMEBODY = (
    r"^(?:this is|it's|it is) (?:a |an )?(?:real |actual )?(?:person|human)(?:'s| who| you| in| at| on| readable|-)"
)
_SUPPOSED = ("if ", "wenn ", "si ", "se ", "als ")


def apologies(text: str) -> list[str]:
    """The sentences that apologise, in the reply's own words."""
    return [sentence for sentence, said in _said(text) if _finds(APOLOGY, said) and not _finds(NO_APOLOGY, said)]


def claims_to_be_human(text: str) -> str:
    """The sentence that says that no machine wrote this; empty if none does."""
    own = ((sentence, said) for sentence, said in _said(text) if not said.startswith(_SUPPOSED))
    return next((sentence for sentence, said in own if _finds(HUMAN, said) and not _finds(_SOMEBODY, said)), "")


def _said(text: str) -> list[tuple[str, str]]:
    return [(sentence, plain(QUOTED.sub(" ", sentence))) for sentence in sentences(text)]


_PATTERNS: dict[str, Any] = {
    pattern: re2.compile(folded(pattern)) for pattern in (APOLOGY, NO_APOLOGY, HUMAN, _SOMEBODY)
}


def _finds(pattern: str, said: str) -> bool:
    return _PATTERNS[pattern].search(said) is not None
