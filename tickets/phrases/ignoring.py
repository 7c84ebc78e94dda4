"""What machines and sellers write, and what stands only in a message that wants something of us."""

# What every absence note and every receipt says; such a sentence asks for nothing.
MACHINE_MADE = (
    "out of (the |)office", "(automatic|auto|automated) (reply|response|answer|message|generated|email)", "autoreply",
    "auto reply", "auto generated", "do not reply", "noreply",
    "on (annual |parental |sick |maternity |paternity |)(leave|vacation|holiday)",
    "(limited|no) access to _ (e mail|email|mail*)",
    "(will|ill) (respond|reply|get back|be back|return|answer|be out|be away|be available)",
    "(back|return|returning) (in the office |to the office |to work |)(on|in|at|by)",
    "thank you for (your|contacting|reaching)", "thanks for your (message|email|mail|e mail)",
    "(urgent|immediate|emergency|emergencies|anything urgent) _ (contact|please|reach|call|write|assistance|matter*)",
    "in my absence", "while i am away",
    "(contact|reach out to|write to|call|email) my (colleague|colleagues|manager|deputy|assistant)",
    "(we|i) (have |)received your (message|email|request)",
    "(delivery|mail|message|undeliver*) _ (failed|failure|status|undeliverable|could not be delivered|returned)",
    "mailbox (is |)full", "address not found", "unsubscribe", "view (this|it) in your browser", "abwesen*",
    "nicht im (buro|haus|dienst)", "im urlaub", "dringenden (fallen|angelegenheiten|fragen)",
    "bin _ (zuruck|erreichbar|wieder)", "automatische antwort", "vielen dank fur ihre (nachricht|mail|e mail|anfrage)",
    "meine (kollegin|kollegen|kollege|vertretung)", "absent* du bureau", "absence du bureau",
    "je suis (absent*|en conge*|actuellement absent*)", "en cas d urgence", "de retour (le|au)", "reponse automatique",
    "merci de contacter", "(mon|ma) collegue", "fuera de (la |)oficina", "de vacaciones", "respuesta automatica",
    "en caso de urgencia", "fora do escritorio", "de ferias", "resposta automatica", "fuori ufficio", "in ferie",
    "risposta automatica", "afwezig*", "met vakantie", "automatisch antwoord", "poza biurem", "na urlopie", "semester",
    "autosvar", "pa ferie", "poissa", "lomalla", "вне офиса", "в отпуске", "автоответ*",
)  # fmt: skip
PITCH = (
    "guest (post|posts|posting|article|blog)", "backlink*", "link (insertion|building|exchange|placement)",
    "domain (authority|rating)", "(first|top) (page|of google|ranking*)", "google ranking*",
    "rank* (higher|on google|your)", "seo", "sponsored (post|article|content)", "(do|dofollow) follow",
    "(your|high quality) (blog|website|site) _ (readers|audience|visitors|traffic)",
    "(per|for a|each) (post|article|link|placement)", "lead generation", "(qualified|more|sales) leads",
    "increase (your|organic) (traffic|sales|revenue|ranking*|visitors)",
    "our (services|agency|offer|pricing|packages)",
    "(interested in|open to) (a |an |)(collaboration|partnership|guest|link|quick call|our|chat)",
    "free (audit|consultation|proposal|quote)", "(outsourc*|offshore|dedicated developers|web design) ",
    "we (offer|provide|help|specialize|specialise)", "write for you", "write (a|an) article",
    "(price|pricing|rate|rates|cost) (list|for|per|do)", "(much|what) (do you|would you) charge", "advertis*",
    "cold email*",
)  # fmt: skip
TROUBLE = (
    "error*", "fail*", "broken", "crash*", "stuck", "(is|are|went|was|been) (down|offline|unreachable|slow)",
    "(doesnt|does not|not|cant|cannot|wont|isnt|unable to|no longer|stopped) _ (work*|deploy*|log*|start*|load*|"
    "connect*|access|open*|sign|build*|respond*|receiv*)", "timeout*", "timed out", "timing out", "outage", "bug",
    "refund*", "charged", "invoice", "(locked|logged) out", "password", "hacked", "leaked", "compromised",
    "cancel (my|our)", "delete (my|our)",
    "(my|our) (app|account|deploy*|site|database|domain|subscription|plan|server|build|function|token|card)",
    "erreur*", "panne", "(marche|fonctionne) (pas|plus)", "fehler*", "funktioniert nicht", "geht nicht", "kaputt",
    "no funciona", "fallo*", "falla*", "nao funciona", "erro", "non funziona", "errore", "werkt niet", "storing",
    "nie dziala", "blad*", "fungerar inte", "fel", "virker ikke", "fungerer ikke", "ei toimi", "не работает", "ошибк*",
    "calismiyor", "hata", "لا يعمل", "خطا",
    "(please|kindly) (help|fix|check|look|investigate|advise|restore|reset|send|tell)",
    "can you (help|fix|check|look|tell|please|reset|restore)", "(need|want) (help|your|you|to|a)",
)  # fmt: skip
TROUBLE_PARTS = (
    r"エラー|動かな|失敗|できません|教えて|落ちて", r"[错錯][误誤]|失[败敗]|无法|無法|不能|故障|请问|請問|怎么|怎麼", r"오류|에러|실패|안 ?(?:돼|되)|문의|어떻게",
)  # fmt: skip
