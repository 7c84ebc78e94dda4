"""How people ask for a person in English, where most tickets and most false friends are: agents, operators, people to
add, calls to make. A word of reaching and a word for people count unless what stands around them says otherwise."""

REACH = (
    "speak", "speaking", "talk", "talking", "chat", "chatting", "converse", "communicate", "contact", "contacting",
    "reach", "reaching", "connect me", "connect us", "connected", "connecting me", "transfer me", "transfer us",
    "transferred", "transfer this", "transferring me", "put me through", "put us through", "put me in touch",
    "put me on", "in touch", "through to", "hold of", "ahold of", "hand me", "hand this", "handed", "pass me",
    "pass this", "route me", "redirect me", "redirected", "direct me", "direct to me", "direct me to", "forward me",
    "forward this", "switch me", "refer me", "see", "meet", "hear", "hear back", "help from", "assistance from",
    "response from", "reply from", "answer from", "answers from", "replies from", "looked at by", "reviewed by",
    "handled by", "answered by", "deal", "dealing", "directed", "escalate", "escalated", "call", "calling", "phone",
    "assigned", "conversation", "discussion", "convo", "interact", "assign me",
)  # fmt: skip
# They are people whatever the verb.
PEOPLE = (
    "human", "humans", "human being", "human beings", "person", "somebody", "someone", "anyone", "anybody",
    "representative", "representatives", "rep", "manager", "supervisor", "boss", "employee", "staff member",
    "team member", "real people", "actual people", "specialist", "technician", "superior", "team lead", "management",
    "higher up", "account manager", "supervisors", "managers", "adviser", "advisor", "consultant", "ceo", "founder",
    "engineer", "engineers", "developer", "live support", "live chat", "live person", "human support",
    "your engineering team", "your staff", "your sales", "sales team", "sales person", "salesperson",
    "one of your people", "expert", "colleague",
)  # fmt: skip
# These are also parts of software.
MAYBE_PEOPLE = ("agent", "agents", "operator", "operators", "assistant", "assistants")
# Verbs so common that they reach nobody without a word that says it is a living one.
WEAK_REACH = (
    "see", "meet", "deal", "dealing", "call", "calling", "phone", "hear", "connected", "interact", "directed",
    "handed", "assigned",
)  # fmt: skip
# With them, only these count as a living one.
LIVING = (
    "real", "live", "actual", "human", "humans", "manager", "supervisor", "representative", "boss", "being",
    "management", "superior",
)  # fmt: skip
# What may stand between a word of reaching and a word that may also be software.
PLAIN_BETWEEN = (
    "to", "with", "a", "an", "the", "your", "live", "human", "real", "actual", "some", "any", "directly", "customer",
    "service", "support", "care", "online", "one", "of", "by", "from", "available", "another", "different", "proper",
    "fucking", "goddamn", "damn", "damned", "bloody", "freaking", "stupid", "me", "us", "please", "on", "toa",
)  # fmt: skip
# Between verb and person these change what it is about.
BETWEEN = (
    "about", "how", "that", "if", "why", "whether", "when", "where", "which", "who", "what", "regarding", "into",
    "and", "or", "so", "because", "but", "while", "via", "using", "through", "add", "adding", "remove", "invite",
    "inviting", "create", "creating", "my", "our", "their", "his", "her", "its", "this", "these", "each", "every",
    "all", "multiple", "several", "other", "per", "between", "of", "not", "without", "only",
)  # fmt: skip
# Behind the person these make it a thing.
THING = (
    "node", "nodes", "pool", "pools", "api", "apis", "token", "tokens", "object", "objects", "id", "ids", "endpoint",
    "endpoints", "table", "tables", "model", "models", "class", "classes", "service", "services", "process",
    "processes", "config", "configuration", "image", "images", "version", "versions", "key", "keys", "script",
    "scripts", "daemon", "container", "containers", "pod", "pods", "port", "ports", "queue", "queues", "runner",
    "runners", "host", "hosts", "machine", "machines", "server", "servers", "server's", "connection", "connections",
    "sdk", "field", "fields", "record", "records", "entity", "entities", "detection", "detector", "readable",
    "friendly", "button", "option", "link", "feature", "page", "form", "widget", "flow", "step", "screen", "menu",
    "label", "role", "roles", "name", "names", "email", "emails", "address", "list", "lists", "type", "types",
    "column", "data", "schema", "permission", "permissions", "account", "accounts", "profile", "profiles", "user",
    "agent", "agents", "string", "header", "headers", "binary", "pipeline", "workflow", "tool", "tools", "plugin",
    "extension", "app", "apps", "resource", "resources", "crd", "deployment", "deployments", "detail", "details",
    "information", "info", "picker", "tracking", "search",
)  # fmt: skip
# Who is no customer of ours: the subject right before the verb, with nothing but helping words between.
OTHERS = (
    "user", "users", "customer", "customers", "client", "clients", "visitor", "visitors", "caller", "callers", "they",
    "it", "he", "she", "app", "apps", "application", "bot", "chatbot", "service", "services", "worker", "workers",
    "pod", "pods", "container", "containers", "function", "functions", "server", "servers", "script", "process",
    "node", "nodes", "cluster", "job", "jobs", "daemon", "browser", "widget", "feature", "button", "page", "form",
    "flow", "endpoint", "code", "runner", "agent", "operator", "frontend", "backend", "api", "proxy", "database",
    "client side", "people", "students", "patients", "guests", "members", "employees", "everyone", "who", "which",
    "that", "webhook", "cron", "build", "deploy", "deployment",
)  # fmt: skip
HELPING = (
    "can|could|cant|cannot|may|should|must|will|wont|would|to|want|wants|need|needs|is|are|be|able|unable|not|try|tries|"
    "trying|fails|failed|failing|does|do|doesnt|dont|never|no longer|directly|also|then|just|ever|always|when|only|"
    "gets|get|has|have|had|asks|asked|in|order|first"
)

PHRASES = (
    # a living one
    "(need|want|get|give|bring|prefer|demand|require|request|requesting|like|wants|getting|send) (me |us |"
    "to have |to see |)" "(a |an |the |your |some |any |another |actual |)(real |live |actual |living |proper |competent |"
    "flesh and blood |fucking " "|goddamn |damn |bloody |)(human|human being|humans|manager|supervisor|representative|rep|live agent|human agent|" "real agent|real person|actual person|live person|live support|human support|human help|human assistance|" "human operator|live operator|real support|real human|human intervention|human review|human response|callback|" "call back|phone call)",
    "(need|want|get me|get us|give me|give us|bring me|looking for|request|prefer|id like|waiting for) (a|an|"
    "another|some|any) " "(agent|operator|assistant|person) (please|now|pls|asap|instead|immediately|here|.|,|?|to help|to assist|who)",
    "(with|to|from|by|for|a|an|any|actual) (real|live|actual|living|breathing|human) (person|human|agent|people|"
    "humans|" "representative|rep|operator|support|being|someone|engineer|help|staff|employee|advisor|adviser|assistance|"
    "assistant) " "(please|now|pls|asap|instead|.|,|?|on|at|who|that can|there|here|and not|not|rather|to help|to talk|to speak|"
    "from your)",
    "(someone|somebody|anyone|person) (real|human|alive|competent|who is human|who understands|with a brain|"
    "with authority)",
    "(real|live|actual) (person|human|agent|representative|operator|humans) (please|now|pls|asap|.|?)",
    "human (help|assistance|support|attention|agent|operator|representative) (please|needed|required|now|.|?|asap)",
    "human please", "humans please", "agent please", "representative please", "operator please", "manager please",
    "someone in charge", "someone with authority", "person in charge", "whoever is in charge",
    "who is your (manager|supervisor|boss)", "person to person", "human to human", "human touch", "not a single human",
    # is anybody there
    "(is|are|any|isnt|arent) (there |)(a |an |any |some |)(real |actual |live |)(human|person|people|humans|"
    "somebody|someone|anyone|" "anybody|anyone human|agent|representative|operator) (there|here|on the other|behind|reading|available|alive|"
    "working|" "listening|out there|at all|on duty|i can|we can|at your|at the other|monitoring|looking|actually)",
    "(anyone|anybody|somebody|someone) (there|home|alive|reading this|out there|listening) ?",
    "(is|are) there (any |actual |real |)(humans|human beings|real people|actual people)",
    # no more machines

    "(stop|no more|enough|quit|sick|tired|fed up|done|without|hate|cut|end|spare me|not another|not more|dont need|" "dont want) (of |with |the |these |those |your |this |sending |sending me |giving me |any |more |"
    "replying with |those |me |to get |getting |" "receiving )(of |the |these |those |your |with |me |any |more |another |)(stupid |useless |dumb |fucking |"
    "damn |silly |" "generic |)(bot|bots|robot|robots|chatbot|chatbots|automated|auto|canned|ai|ai generated|machine|scripted|"
    "robotic|copy paste|" "copy pasted|template|boilerplate) (replies|reply|responses|response|answers|answer|messages|message|emails|"
    "mails|nonsense|crap|" "bullshit|text|garbage|loop|please|.|,|!)",
    "no (more |)(bots|robots|chatbots|automated replies|automated responses|canned replies|canned responses|"
    "canned answers|" "bot replies|ai replies) (please|.|,)",
    "turn off (the|this|your) (bot|chatbot|ai) (and|please|.|,|replies|here)",
    "(person|human|someone|somebody|people|agent|humans) (, |)(and |)(not|rather than|instead of) (a |an |the |"
    "another |some |this |)" "(stupid |dumb |)(bot|robot|machine|chatbot|ai|computer|script|bots|robots)",
    "(am i|are we|i am|im) (really |actually |just |still |)(talking|speaking|chatting|writing) (to|with) (a |an |"
    ")(bot|robot|machine|" "chatbot|ai|computer|human|real person|person)",
    "are you (a |an |even a |even |really a |just a |actually a |)(bot|robot|human|chatbot|ai|machine|real person|"
    "real|person|" "computer) (?|.|,|or)",
    "is this (a |an |just a |just an |)(bot|robot|chatbot|ai|automated|machine|human|real person) (?|.|or|"
    "replying|answering|" "responding|talking)", "did a (human|person|real person) (even |actually |)(read|look|see)",
    "has (anyone|any human|a human|somebody|anybody) (even |actually |)(read|looked at) " "(this|my|what|any)",
    # up
    "escalate (this|it|me|us|my (case|ticket|issue|request|problem|complaint|concern)|the (case|ticket|issue|"
    "matter)|to (your|a|" "someone|somebody|tier|level|management|engineering|another|the next)|please|immediately|now|asap)",
    "(please|kindly|must|to) escalate (.|,)", "(be|get|getting|is|needs|want this|want it|have this) escalated",
    "needs escalat*", "(request|requesting|want|need|demand|ask for|asking for) (an |)escalation",
    "(let me see|get|want|get me|fetch|bring me|ask) your " "(manager|supervisor|boss|superior)",
    "next level of support", "(a|an) (real |live |)(person|human|agent) please",
    "(id like|would like|want|need) (a|an actual) person (to|who|on|from)", "to (tier|level) (2|two|3|three)",
    "(have|any|got) (any |)(actual|real|human) (people|humans|persons|staff)", "(tier|level) (2|two|3|three) support",
    # by voice
    "(call|phone|ring|telephone) (me|us) (back|at|on|asap|please|now|today|tomorrow|when|as|urgently|immediately|"
    "directly|" "in|.|,|?|so|if|instead|pls|anytime|to discuss|or)",
    "(give|giving) (me|us) a (call|ring|phone call|callback|call back|buzz)",
    "(need|want|request|schedule|arrange|have|hop on|jump on|get on|set up|do|organize|organise|like|"
    "requesting) (a |an |)(quick |phone |short |)" "(callback|call back|phone call|zoom|zoom call|video call|voice call|call) (with|.|,|?|please|asap|today|"
    "tomorrow|this|so|instead|from)", "phone number (i|we) can (call|reach|ring)", "number (i|we) can (call|ring)",
    "talk on the phone", "speak on the phone", "over the phone", "speak by phone", "talk by phone",
)  # fmt: skip
# All of a message.
ALONE = (
    r" (?:please )?(?:an? )?(?:real |live |actual )?(?:human|agent|operator|representative|rep|person|supervisor|manager"
    r"|human being|human agent|human support|live support|live chat|someone|somebody|call me)(?: please| now| pls| asap| here| needed)?"
    r"(?: [.,?])* "
)
# To a machine: a wish for a person only where it is refused.
MACHINE = r""" (?:talk|speak|chat|deal|argu|interact|communicat|writ)(?:e|ing)? (?:to|with)(?: (?:a|an|this|your|the|another|some|any|more|these|stupid))* (?:bots?|robots?|machines?|chatbots?|ai|computer|automated system|script) """
REFUSES_MACHINE = r""" (?:dont|do not|not|never|wont|stop|tired of|sick of|refuse to|hate|rather not|instead of|rather than|done|no longer|why am i|why do i|wasting my time|without|fed up|no point|am i|are we) """
# But an answer that is no person's would do.
CONTENT = (
    "(docs|doc|documentation|link|article|guide|example|pointer|answer|reply|response|email|mail|faq|page|snippet|"
    "written " "answer|it)( link| page|) (is|are|would be|will be|works|would|will|suffices|s) (fine|enough|ok|okay|good|"
    "great|perfect|" "sufficient|do|suffice|all i need|plenty)",
    "just (send|give|point|link|share) (me |us |)(to |)(the |a |your |)(docs|doc|documentation|link|article|guide|"
    "page|example)",
    "(no need|not necessary|dont need|dont bother) _ (call|human|person|agent|meeting|escalate|phone)",
)  # fmt: skip
# Right before the words of reaching these turn the wish round.
REFUSED = (
    r" (?:(?:dont|didnt|do not|did not|no longer|never|neednt|wouldnt|not|isnt|doesnt)"
    r" (?:want|need|wish|have|require|ask|asking|looking|necessary|trying|mean|intend|expect)(?: it)?"
    r"|no (?:need|reason|desire|wish)|rather than|instead of|without|unless|please (?:dont|do not|never)|[.,] (?:dont|do not|never)"
    r"|(?:let|lets|letting|allow|allows|allowing|enable|enables) (?:users|customers|visitors|people|them|clients|callers))"
    r"(?: (?:to|for|of|be|have|having|get|getting|you|a|an|any|me|us|anyone|talk|speak|needing|it|make|ask))* $"
)
WORDS_TO_MEND = (
    "speak", "speaking", "talking", "chatting", "contact", "contacting", "connect", "human", "person", "agent",
    "operator", "assistant", "somebody", "someone", "representative", "manager", "supervisor", "transfer", "escalate",
)  # fmt: skip
SHORT_WORDS_TO_MEND = ("talk", "chat", "with")
# One letter from a word above, and words themselves.
NO_MISTAKE = (
    "taking", "walking", "stalking", "tasking", "tanking", "balking", "chart", "content", "contract", "contacts",
    "context", "persons", "persona", "personal", "agents", "agenda", "aged", "urgent", "humans", "humane", "hunan",
    "assistants", "assistance", "connects", "connected", "managers", "manage", "managed", "manages", "operators",
    "operate", "operated", "escalated", "escalates", "transfers", "transferred", "sneaking", "peaking", "breaking",
    "speaks", "sparking", "shatting", "charting", "chattering", "hatting", "patting", "batting", "aren", "agency",
    "regent", "cogent", "anent", "reagent", "parson", "prison", "reason", "season", "speaker", "leaking", "sneak",
    "break", "steak", "peak", "spear", "representatives", "supervisors", "talkings",
)  # fmt: skip
