"""Words: which carry meaning, which are the same word, and which language they are in."""

import unicodedata

import re2

WORD = re2.compile(r"\p{Han}+|[\p{Katakana}ー]+|\p{Hiragana}+|[\p{Latin}\p{M}\p{N}_]+|[\p{L}\p{M}]+")
JAPANESE = re2.compile(r"[\p{Hiragana}\p{Katakana}]")
HIRAGANA_ONLY = re2.compile(r"^\p{Hiragana}+$")
LETTER = re2.compile(r"\p{L}")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


FUNCTION_WORDS: dict[str, frozenset[str]] = {
    "en": _words(
        "a about after again all also am an and any are as at be because been before being but by can could did do "
        "does doing down for from get gets got had has have having he her here hi how i if in into is it its just let "
        "like me more most my no not now of off on once only or our out over own same she should so some such than "
        "that the their them then there these they this those through to too under until up very was we were what "
        "when where which while who why will with within would you your yours us im ive dont doesnt isnt cant wont "
        "since still today yesterday really actually maybe perhaps doesn isn didn don won wasn aren couldn shouldn "
        "hasn haven hadn wouldn anymore"
    ),
    "fr": _words(
        "au aux avec ce ces cette dans de des du elle en est et eu il ils je la le les leur lui ma mais me mes mon ne "
        "nos notre nous on ou par pas pour qu que qui sa se ses son sont sur ta te tu un une vos votre vous y a ai "
        "avons avez ont etait etre fait faire comment quand pourquoi depuis tres plus aussi si quel quelle quels peut "
        "puis-je pouvez puis peux cela ca comme sans sous bonjour merci cordialement toujours"
    ),
    "de": _words(
        "aber als am an auch auf aus bei bin bis bitte da das dass dem den der des die dies diese dieser doch du "
        "durch ein eine einem einen einer eines er es fur gegen haben hat hatte ich ihr ihre im in ist ja jetzt kann "
        "kein keine konnen man mein meine mich mir mit nach nicht noch nun nur oder seit sein seine sich sie sind so "
        "uber um und uns unser unsere unserer unseren vom von vor war warum was wenn wer werden wie wir wird wo zu "
        "zum zur hallo danke gruße gruss viele wieder immer"
    ),
    "es": _words(
        "al ante como con cual cuando de del desde donde el ella en entre era es esta estan este esto ha hace hacia "
        "han hasta hay he la las le les lo los mas me mi mis muy no nos nosotros nuestra nuestro o para pero por "
        "porque puede puedo que quien se ser si sin sobre su sus te tengo tiene un una uno unos y ya hola gracias "
        "saludos podemos podrian cada tambien"
    ),
    "pt": _words(
        "ao aos as ate com como da das de do dos e ela ele em entre era essa esse esta este eu foi ha isso ja mais "
        "mas me meu minha muito na nao nas no nos nossa nosso o os ou para pela pelo por porque posso qual quando que "
        "quem se sem ser seu sua sao so tambem tem tenho um uma voce voces ola obrigado obrigada podem ainda desde"
    ),
    "it": _words(
        "a ai al alla anche che chi ci come con cosa da dal dalla dei del della delle di dove e ed era gli ha hanno "
        "ho i il in io la le lo loro ma mi mia mio nei nel nella noi non nostra nostro o per perche piu posso puo "
        "quale quando questa questo se sei senza si sia siamo sono su sua suo tra tutti un una vi voi ciao buongiorno "
        "salve grazie ancora"
    ),
    "nl": _words(
        "aan als bij dan dat de deze die dit doe door een en er ge geen had heb hebben heeft het hij hoe hun ik in is "
        "je jullie kan kunnen maar me meer met mij mijn na naar niet nog nu of om onder ons onze ook op over te toe "
        "tot u uit uw van veel voor waar waarom wat we wel werd wij worden wordt ze zei zich zij zijn zo zonder hallo "
        "bedankt groet groeten sinds"
    ),
}
POLITE_WORDS = _words(
    "please thanks thank hello hey dear regards best cheers help need want know tell try tried trying question "
    "support team anyone someone something anything everything thing things way lot much many bit able possible "
    "make makes made making go going goes went come see seeing seen look looking say says said give find found "
    "use used using work works working worked happen happens happening happened seem seems keep keeps getting "
    "wondering sure ok okay yes one two first new old good bad right wrong day days week hour hours minute "
    "minutes time times morning customer customers even without every always never done started start back "
    "another other already each per via sorry appreciate advance monday tuesday wednesday thursday friday "
    "saturday sunday january february march april june july august september october november december manager "
    "svp plait aide besoin bitte hilfe brauche favor ayuda necesito ajuda preciso aiuto bisogno hulp nodig fix "
    "fixed pls plz thx guten tag freundlichen mvg"
)
# Words every ticket and every page of a developer platform holds: they count, but little.
COMMON_WORDS = _words(
    "app apps application applications platform account project service server user users issue problem error "
    "errors code file page site website system version data change update run set add create fail failed failing "
    "fails broken production prod live request requests message docs documentation anwendung problema probleme "
    "erreur fehler aplicacion aplicativo applicazione fout アプリ 問題"
)
SUFFIXES = ("ations", "ation", "ments", "ment", "ings", "ing", "ed", "er", "es", "s", "e")
SHORTEST_STEM = 4


def fold(word: str) -> str:
    """Lower case without accents; other scripts stay as they are."""
    lowered = word.casefold()
    bare = "".join(char for char in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(char))
    return bare if bare.isascii() else lowered


def stem(word: str) -> str:
    """One form for deploy, deploys, deployed and deployment. Crude: both sides of a comparison pass through it."""
    folded = fold(word)
    if not folded.isascii():
        return folded
    for suffix in SUFFIXES:
        shortest = 3 if suffix == "s" else SHORTEST_STEM
        if folded.endswith(suffix) and not folded.endswith("ss") and len(folded) - len(suffix) >= shortest:
            folded = folded[: -len(suffix)]
            break
    return folded[:-1] + "i" if folded.endswith("y") and len(folded) > SHORTEST_STEM else folded


def tokens(text: str) -> list[str]:
    return [str(word) for word in WORD.findall(text)]


def stems(text: str) -> set[str]:
    return {stem(word) for word in tokens(text)}


def is_function_word(word: str) -> bool:
    folded = fold(word)
    return HIRAGANA_ONLY.search(word) is not None or any(folded in words for words in FUNCTION_WORDS.values())


def carries_meaning(word: str) -> bool:
    folded = fold(word)
    if not LETTER.search(word) or (folded.isascii() and len(folded) < 3):
        return False
    return folded not in POLITE_WORDS and not is_function_word(word)


def language_of(text: str) -> str:
    """The language whose small words the text uses most; English when none says otherwise."""
    if JAPANESE.search(text):
        return "ja"
    folded = [fold(word) for word in tokens(text)]
    counts = {code: sum(word in words for word in folded) for code, words in FUNCTION_WORDS.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] > counts["en"] else "en"
