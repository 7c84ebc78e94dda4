"""How people say that they have asked before, and which words say nothing of what they ask."""

ASKED_BEFORE = (
    "(ask|asking|asked|say|saying|write|writing|repeating|contacting) _ (third|fourth|fifth|sixth|3rd|4th|5th) time",
    "(ask|asked|asking|say|said|write|wrote|writing|repeat|explain|explained) _ (three|four|five|six|3|4|5|6|"
    "several|multiple|many|a dozen) times",
    "(third|fourth|fifth|3rd|4th|5th) time _ (ask|asking|asked|write|writing|say|contacting|request*|i)",
    "(same|my) question (for the |)(third|fourth|fifth|3rd|4th|5th)", "troisieme fois que je (demande|pose|vous)",
    "zum dritten mal (frage|schreibe)", "dritte* mal _ (frage|schreibe)",
    "tercera vez que (pregunto|escribo|lo pregunto)", "terceira vez que (pergunto|escrevo)",
    "terza volta che (chiedo|scrivo)", "derde keer dat ik (vraag|het vraag|schrijf)", "третий раз (спрашиваю|пишу)",
)  # fmt: skip
_SMALL = (
    "the", "a", "an", "is", "are", "was", "were", "be", "to", "of", "in", "on", "for", "and", "or", "i", "we", "you",
    "it", "this", "that", "my", "our", "your", "with", "do", "does", "did", "not", "have", "has", "had", "can",
    "could", "please", "hello", "hi", "hey", "thanks", "thank", "how", "what", "why", "when", "where", "again",
    "still", "asking", "ask", "asked", "question", "already", "time", "times", "second", "third", "once", "more", "me",
    "us", "as", "at", "from", "by", "so", "but", "just", "there", "any", "le", "la", "les", "de", "des", "du", "un",
    "une", "et", "est", "je", "nous", "vous", "que", "qui", "ne", "pas", "pour", "dans", "sur", "der", "die", "das",
    "und", "ist", "ich", "wir", "sie", "ein", "eine", "nicht", "mit", "zu", "den", "dem", "es", "el", "los", "las",
    "en", "no", "por", "para", "con", "una", "y", "se", "mi", "su", "o", "os", "da", "em", "nao", "com", "il", "lo",
    "gli", "di", "che", "non", "per", "het", "een", "van", "niet", "met",
)  # fmt: skip
SMALL_WORDS = frozenset(_SMALL)
