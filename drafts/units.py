"""Names of units, months and numbers in eight languages, without accents. Data for drafts.identifiers; no rules "
"here."""

UNITS: dict[str, str] = {
    "ms": r"ms|msecs?|milliseconds?|millisekunden?|millisecondes?|milisegundos?|millisecond[oi]|milliseconden?",
    "second": r"s|secs?|seconds?|sekunden?|secondes?|segundos?|second[oi]|seconden?",
    "minute": r"min|mins|minutes?|minuten?|minutos?|minut[oi]|minuut",
    "hour": r"h|hrs?|hours?|stunden?|heures?|horas?|or[ae]|uur|uren",
    "business day": r"(?:business|working|work|week)[ -]?days?|werktagen?|werktage|arbeitstagen?|arbeitstage|"
                    r"geschaftstagen?|geschaftstage|jours? ouvr(?:es?|ables?)|dias? (?:habil(?:es)?|laborables?|uteis|"
                    r"util)|"
                    r"giorn[oi] lavorativ[oi]|werkdag(?:en)?",
    "day": r"d|days?|tag|tage|tagen|jours?|dias?|giorn[oi]|dag|dagen",
    "week": r"w|wks?|weeks?|wochen?|semaines?|semanas?|settiman[ae]|weken",
    "month": r"months?|monat|monate|monaten|mois|mes|meses|mes[ei]|maand|maanden",
    "year": r"yrs?|years?|jahr|jahre|jahren|ans?|annees?|anos?|ann[oi]|jaar|jaren",
    "times": r"times|mal|fois|veces|volte|keer|vezes|x",
    "retries": r"retries|retry|attempts?|tries|versuche?n?|tentatives?|intentos?|tentativ[ie]|tentativas?|pogingen",
    "kb": r"kb|kib|kilobytes?",
    "mb": r"mb|mib|megabytes?",
    "gb": r"gb|gib|gigabytes?",
    "tb": r"tb|tib|terabytes?",
    "percent": r"%|percent|per cent|prozent|pour ?cent|por ?ciento|per ?cento|por ?cento|procent",
}  # fmt: skip
CURRENCIES: dict[str, str] = {
    "usd": r"us\$|\$|usd|us dollars?|dollars?|dolares|dollar[oi]",
    "eur": r"€|eur|euros?",
    "gbp": r"£|gbp|pounds?",
    "jpy": r"¥|jpy|yen",
    "chf": r"chf|francs?",
}
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero ene gennaio gen janeiro januari",
            "february feb februar fevrier fev febrero febbraio fevereiro februari",
            "march mar marz mars marzo marco maart mrt maerz",
            "april apr avril avr abril abr aprile",
            "may mai mayo maggio mag maio mei",
            "june jun juni juin junio giugno giu junho",
            "july jul juli juillet juil julio luglio lug julho",
            "august aug aout agosto ago augustus",
            "september sep sept septembre septiembre settembre set setembro",
            "october oct oktober okt octobre octubre ottobre ott outubro out",
            "november nov novembre noviembre novembro",
            "december dec dezember dez decembre diciembre dic dicembre dezembro",
        ),
        1,
    )
    for name in names.split()
}
NUMBER_WORDS = {
    word: number
    for number, words in (
        (2, "two zwei deux dos due dois duas twee"),
        (3, "three drei trois tres tre drie"),
        (4, "four vier quatre cuatro quattro quatro"),
        (5, "five funf cinq cinco cinque vijf"),
        (6, "six sechs seis sei zes"),
        (7, "seven sieben sept siete sette sete zeven"),
        (8, "eight acht huit ocho otto oito"),
        (9, "nine neun neuf nueve nove negen"),
        (10, "ten zehn dix diez dieci dez tien"),
        (12, "twelve zwolf douze doce dodici doze twaalf"),
        (15, "fifteen funfzehn quinze quince quindici vijftien"),
        (20, "twenty zwanzig vingt veinte venti vinte twintig"),
        (24, "twenty-four vierundzwanzig vingt-quatre veinticuatro ventiquattro vierentwintig"),
        (30, "thirty dreissig trente treinta trenta trinta dertig"),
        (45, "forty-five funfundvierzig"),
        (48, "forty-eight achtundvierzig quarante-huit"),
        (60, "sixty sechzig soixante sesenta sessanta sessenta zestig"),
        (90, "ninety neunzig noventa novanta negentig"),
        (100, "hundred hundert cent cien cento cem honderd"),
    )
    for word in words.split()
}
# Words after a small number that count what the reply itself lists.
LISTED = (
    r"options?|steps?|ways?|things?|points?|questions?|reasons?|possibilit\w+|causes?|cases?|parts?|items?|ideas?|"
    r"checks?|"
    r"suggestions?|details?|places?|kinds?|types?|choices?|of|more|other|different|possible|separate|optionen|"
    r"schritte\w*|"
    r"moglichkeiten|fragen|grunde\w*|punkte\w*|dinge\w*|angaben|etapes?|raisons?|facons?|informations?|opciones|pasos|"
    r"preguntas|motivos|formas|cosas|datos|opzioni|passi|passaggi|domande|motivi|modi|cose|opcoes|passos|perguntas|"
    r"coisas|"
    r"stappen|opties|vragen|redenen|manieren|dingen"
)
# What looks like an identifier and is a word of the trade.
_TRADE = """
ipv4 ipv6 oauth2 oauth1 s3 ec2 http/1 http/1.1 http/2 http/3 http2 http1 sha1 sha256 sha512 md5 utf8 utf-8
utf-16 base64 base32 k8s i18n l10n x86 x86_64 arm64 amd64 2fa mfa h2 tls1 tls1.2 tls1.3 es6 mp3 mp4 web3 b2b
b2c 24/7 soc2 iso8601 rfc3339 k6 d3 python3 python2 log4j 1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th p50 p90 p95
p99 v8 2xx 3xx 4xx 5xx and/or he/she tcp/ip ci/cd i/o n/a client/server read/write true false null none on off
yes no get post put patch delete head options json yaml toml xml csv html node.js next.js vue.js nuxt.js
three.js e.g i.e a.m p.m etc
"""
TRADE = frozenset(_TRADE.split())
ENDINGS = (
    r"py|js|ts|mjs|json|ya?ml|toml|ini|cfg|conf|sh|go|rs|rb|java|md|txt|log|env|lock|sql|xml|html?|css|tsx|jsx|php|"
    r"properties|gradle|tf|csv|pem|crt|zip|gz"
)
TOP_LEVEL = (
    r"com|org|net|io|dev|app|co|ai|cloud|example|local|internal|corp|lan|home|test|localhost|de|fr|es|it|pt|nl|uk|eu|"
    r"us|ca|"
    r"sh|me|run|tech|info|biz|gov|edu|be|ch|at|se|no|dk|fi|pl|jp|br|in|au|nz|ie|page|site|online|xyz|systems|support|so"
)
