"""What angry people write. A strong phrase is anger by itself; of weak signs it takes two."""

STRONG = (
    # en
    "unacceptable", "ridiculous", "outrageous", "disgusting", "disgusted", "furious", "livid", "appalling", "pathetic",
    "disgraceful", "a disgrace", "(is|are|you are|such|what|complete|absolute|total) a joke", "absolute joke", "incompetent", "incompetence", "useless", "worthless",
    "rip off", "ripped off", "ripoff", "scam", "scammers", "thieves", "fraudsters", "liars", "lying to (me|us)",
    "you lied",
    "(worst|terrible|horrible|awful|abysmal|atrocious) " "(service|support|experience|company|platform|customer|product|hosting)",
    "the worst", "fed up", "sick of", "sick and tired", "had (it|enough)", "have had enough", "lost (all |)patience",
    "losing (my |our |)patience", "patience is", "wasting (my|our) time", "waste of (my |our |)(time|money)",
    "how dare you", "shame on you", "what the (hell|heck|fuck)", "wtf",
    "(fucking|fuckin|fuck|bullshit|" "bs|shit|shitty|goddamn|goddam|damned|asshole|assholes|idiots|idiot|morons|moron|crap)",
    "(bloody|damn) (bot|bots|people|company|service|thing|website|site|" "support|app|hell|ridiculous|joke|useless|stupid|again)",
    "do your (job|fucking job)", "are you (kidding|serious|joking|stupid|deaf|blind)",
    "(third|fourth|fifth|sixth|tenth|3rd|4th|5th|hundredth|umpteenth) time",
    "(three|four|five|ten) times (now|already)", "how many (more |)times", "for the last time",
    "(cancel|close|closing|cancelling|canceling|terminate|terminating) (my|our) (account|subscription|" "contract|plan) _ (if|unless|today|immediately|now|because)",
    "(moving|switching|switch|move|going|leaving) (to|for) (a |your |another |one of your )(competitor|" "competitors|provider|competition)",
    "(take|taking|moving|move) (my|our) business elsewhere", "never (using|use|again|recommend|buy)",
    "leave a (bad|negative|one star|1 star) review", "(tell|telling) everyone",
    "losing (customers|money|revenue|thousands) because of you", "so (angry|mad|pissed)",
    "(very|extremely|really|so|beyond) (angry|upset|annoyed|disappointed|frustrated|unhappy|dissatisfied)",
    "pissed off", "i (am|m) (angry|mad|upset)", "im (angry|mad|upset|pissed)",
    "you (people|guys) (are|dont|cant|keep|never)", "nobody (cares|answers|responds|helps|reads)",
    "still (no|not a) (single |)(answer|reply|response|solution)", "ignoring (me|us)", "(stop|quit) ignoring",
    "total (joke|disaster|mess|incompetence)",
    # fr
    "inacceptable", "inadmissible", "scandaleux", "scandaleuse", "honteux", "honteuse", "une honte", "ras le bol",
    "marre de", "j en ai marre", "incompetents", "incompetent*", "lamentable", "arnaque", "escroc*", "voleurs",
    "(c est|vous etes) nul*", "foutez de", "se moque* de (moi|nous)", "merde", "putain", "perte de temps",
    "troisieme fois", "en colere", "furieux", "furieuse", "tres (decu*|mecontent*)", "je (resilie|vais resilier)",
    # de
    "inakzeptabel", "unverschamt*", "frechheit", "lacherlich", "katastrophe", "katastrophal", "skandal*", "unfahig",
    "abzocke", "betruger", "verarsch*", "scheiß*", "scheisse", "zum dritten mal", "(die|meine) nase voll",
    "reicht (mir|uns|es)", "es reicht", "wutend", "stinksauer", "sauer", "zumutung", "unzumutbar", "zeitverschwendung",
    "absolut nicht akzeptabel", "nicht (mehr |)hinnehmbar", "(kundige|kundigen) _ (vertrag|konto|abo)",
    "zur konkurrenz",
    # es, pt
    "inaceptable", "inadmisible", "vergonzoso", "una verguenza", "ridiculo", "harto", "harta", "hartos", "estafa",
    "estafadores", "ladrones", "mierda", "incompetentes", "inutiles", "pesimo", "tercera vez", "perdida de tiempo",
    "furioso", "furiosa", "indignado", "indignante", "estoy (muy |)(enojad*|enfadad*|molest*)", "inaceitavel",
    "inadmissivel", "vergonhoso", "uma vergonha", "absurdo", "farto", "farta", "ladroes", "merda", "pessimo",
    "terceira vez", "perda de tempo", "palhacada",
    "(estou|estamos) (muito |)(irritad*|indignad*|bravo|brava|revoltad*)", "descaso", "golpe",
    # it, nl
    "inaccettabile", "vergognoso", "una vergogna", "stufo", "stufa", "truffa", "truffatori", "ladri", "incompetenti",
    "pessimo servizio", "terza volta", "perdita di tempo", "furioso", "arrabbiat*", "indegno", "scandaloso",
    "ridicolo", "cazzo", "schifo", "onacceptabel", "belachelijk", "schandalig", "schande", "waardeloos", "oplichters",
    "oplichterij", "derde keer", "tijdverspilling", "woedend", "boos", "ben het zat", "zijn het zat", "incompetent",
    "klote*", "verdomme",
    # pl, cs
    "niedopuszczalne", "nie do przyjecia", "skandal", "skandaliczne", "zenada", "zenujace", "oszusci", "zlodzieje",
    "mam dosc", "mamy dosc", "trzeci raz", "strata czasu", "wsciekly", "wsciekla", "kpina", "kurwa", "beznadziejn*",
    "neprijatelne", "ostuda", "mam toho dost", "podvodnici", "potreti", "katastrofa",
    # sv, da, no, fi
    "oacceptabelt", "lojligt", "skandalost", "vardelost", "bedrageri", "tredje gangen", "slosar* med min tid",
    "forbannad", "trott pa", "javla", "uacceptabelt", "latterligt", "skandalost", "ubrugelig*", "tredje gang",
    "traet af", "uakseptabelt", "latterlig", "ubrukelig*", "drittlei", "forbanna", "rasende", "helvete",
    "tapaa ei voi hyvaksya", "ala arvoista", "naurettavaa", "kolmas kerta", "kolmatta kertaa", "raivoissani",
    "vihainen", "huijausta", "kyllastynyt", "paska*",
    # ru, uk, tr
    "неприемлемо", "безобразие", "возмутительно", "позор", "издевательство", "мошенники", "воры", "надоело", "достали",
    "третий раз", "сколько можно", "ужасный сервис", "отвратительн*", "кошмар", "бесполезн*", "хватит уже", "в ярости",
    "неприпустимо", "ганьба", "шахраи", "втретє", "скільки можна", "kabul edilemez", "rezalet", "rezillik", "saçmalık",
    "dolandirici*", "biktim", "yeter artik", "ucuncu kez", "ucuncu defa", "berbat", "utanc verici", "sinirliyim",
    # ar, ro, hu, el, id, vi
    "غير مقبول", "مهزلة", "فضيحة", "نصابين", "احتيال", "سئمت", "للمرة الثالثة", "مضيعة للوقت", "غاضب", "غاضبة",
    "اسوا خدمة", "عيب عليكم", "inacceptabil", "rusine", "rusinos", "m am saturat", "a treia oara", "escroci",
    "bataie de joc", "elfogadhatatlan", "felhaborito", "harmadszor", "elegem van", "απαραδεκτο", "απαράδεκτη",
    "ντροπη", "τριτη φορα", "tidak bisa diterima", "keterlaluan", "penipu", "mengecewakan sekali", "ketiga kalinya",
    "marah", "khong the chap nhan", "lua dao", "lan thu ba", "that vong",
)  # fmt: skip
PARTS = (
    r"ふざけ(?:る|ん)な|ふざけてい?る|いい加減に(?:し|)|あり得ない|ありえない|最悪|許せない|怒(?:って|り)|詐欺|三度目|3回目|3度目|何度(?:も)?(?:言|聞|同じ|お願い)|腹が立|"
    r"馬鹿に(?:し|す)|時間の無駄|話にならない",
    r"不可接受|无法接受|無法接受|太过分|太過分|垃圾|骗子|騙子|坑人|气死|氣死|愤怒|憤怒|生气|忍无可忍|第三次|浪费(?:我|时间)|浪費(?:我|時間)|什么破|差劲|差勁|无语|受够|离谱|他妈|投诉你们",
    r"말도 ?안 ?(?:돼|되)|어이(?:가)? ?없|화가 ?(?:나|납)|짜증|최악|사기|장난(?:하|치)|세 ?번째|3번째|더 ?이상 ?못|시간 ?낭비|열 ?받|너무(?:하|합)네",
    r"รับไม่ได้|แย่มาก|ห่วย|โกรธ|โกง|ครั้งที่สาม|เสียเวลา", r"לא מקובל|בושה|חוצפה|נמאס|פעם שלישית|גנבים|נוראי",
    r"अस्वीकार्य|बकवास|घटिया|तीसरी बार|गुस्सा|धोखा|शर्मनाक",
)  # fmt: skip
WEAK = (
    "still (not|broken|down|waiting|failing|happening|doesnt|nothing|no)", "(yet )?again", "once again", "as always",
    "as usual", "disappoint*", "frustrat*", "annoy*", "unhappy", "upset", "terrible", "horrible", "awful", "seriously",
    "come on", "for (days|weeks|hours|months) now", "nothing (works|helps)", "no one", "nobody", "finally",
    "keeps happening", "cancel", "competitor", "lawyer", "immediately", "ignored", "waiting for (days|weeks)",
    "stupid", "dumb", "hate", "bloody", "damn", "worst", "toujours (pas|rien)", "encore une fois", "decu*", "enerve*",
    "immer noch (nicht|kein*)", "schon wieder", "enttausch*", "arger*", "nervt", "todavia (no|sin)", "otra vez",
    "decepcion*", "frustrad*", "ainda (nao|sem)", "de novo", "decepcionad*", "ancora (non|una volta)", "delus*",
    "nog steeds (niet|geen)", "alweer", "teleurgesteld", "nadal nie", "znowu", "rozczarowan*", "fortfarande inte",
    "besviken", "stadig ikke", "skuffet", "fortsatt ikke", "edelleen ei", "pettynyt", "до сих пор", "опять", "снова",
    "разочарован*", "hala", "yine", "hayal kirikligi",
)  # fmt: skip
# Not anger: a word above, said of something else.
CALM = (
    "no hard feelings", "not (angry|upset|mad|annoyed|frustrated)",
    "(fucking|damn|bloody) (awesome|great|amazing|good|brilliant|love)", "(useless|worst) case",
    "useless (import|variable|code|lines|file|files|use of)", "scam (detection|filter|site|report|emails|email)",
    "the worst case", "(third|3rd) time (zone|slot)", "not (too |)(ridiculous|useless)", "sauer*kraut",
    "(a|the) practical joke", "chaos monkey",
)  # fmt: skip
# Written in capitals by everybody.
ABBREVIATIONS = (
    "HTTP", "HTTPS", "JSON", "YAML", "HTML", "POST", "DELETE", "PATCH", "UUID", "CORS", "ASAP", "DNS", "CNAME", "SAML",
    "OAUTH", "IMAP", "SMTP", "TOML", "ENOENT",
)  # fmt: skip
