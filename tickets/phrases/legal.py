"""Law, regulators and compliance, and what only looks like them."""

WORDS = (
    # en
    "lawyer", "lawyers", "attorney", "attorneys", "solicitor", "barrister", "paralegal",
    "(legal|general|outside|external|our|house) counsel", "law firm", "lawsuit", "law suit", "litigation", "litigate",
    "subpoena", "subpoenas", "court", "small claims", "tribunal", "arbitration", "injunction", "cease and desist",
    "affidavit", "search warrant",
    "legal (action|actions|team|department|dept|notice|matter|matters|advice|proceedings|obligation|obligations|"
    "requirement|requirements|request|hold|" "representation|representative|dispute|claim|claims|basis|threat|issue|issues|question|questions|review|"
    "consequences|steps|reasons|counsel|entity name|liability|process|letter|" "rights|remedies|recourse|recourses|compliance|grounds|document|documents|agreement|risk|ramifications)",
    "legally (binding|obliged|required|obligated|liable|responsible)", "take you to court", "see you in court",
    "(sue|suing|sued) (you|your|the company|them|for damages|quayside|us|over|if)",
    "(will|going to|gonna|to|could|might|considering) sue", "press charges", "law enforcement", "prosecut*",
    "(breach|breaches|violation|violations|violate|violates|violating|in breach) of (the |our |your |my |this |"
    ")(contract|agreement|law|laws|terms|gdpr|privacy|consumer|data protection|regulation|regulations|"
    "confidentiality|trust act)", "against the law", "by law",
    "(consumer|data protection|privacy|labour|labor|employment|federal|state|local|eu|european|contract|copyright|"
    "applicable|german|french|uk|us) (law|laws|protection law|act|authority|regulator)", "this is illegal",
    "thats illegal", "that is illegal", "its illegal", "is it (legal|illegal)",
    "illegal (charge|charges|practice|practices|billing|business|conduct|activity|fee|fees|what you)",
    "(consumer protection|trading standards|ombudsman|ombudsperson|better business bureau|attorney general|"
    "regulator|regulators|regulatory|data protection (authority|officer|agreement|" "commission|commissioner|act|impact assessment|addendum)|supervisory authority|federal trade commission|"
    "information commissioner)", "bbb", "(the|with the|to the) (ftc|cfpb|fca|cnil|fbi|police)",
    "the ico (complaint|office)", "gdpr*", "dsgvo", "rgpd", "lgpd", "ccpa", "cpra", "hipaa*", "ferpa", "coppa",
    "pipeda", "appi", "popia", "sox compliance", "pci dss", "pci compliance", "pci compliant", "soc 2", "soc2",
    "soc ii", "iso 27001", "iso27001", "fedramp", "schrems*", "baa",
    "(sign|signed|need|request|send|your|a|the|our|countersigned|review|update|executed) dpa", "dpas",
    "business associate agreement", "data processing (agreement|addendum|contract|terms)",
    "standard contractual clauses", "(sign|signed|sign an|mutual|need an|your|an|the) nda", "non disclosure agreement",
    "master service* agreement", "(your|our|the|sign|an|redlined|redlines) msa", "sub ?processor*", "subprocessors",
    "data subject*", "dsar", "right to (be forgotten|erasure|access|deletion|rectification|object)",
    "subject access request", "(article|art) (15|17|20|28|33|34)",
    "(erase|delete|erasure of|deletion of) (all |)(my|our) personal (data|information)",
    "personal data (breach|request|deletion|export)", "data residency (requirement|requirements|law|laws)",
    "compliance (team|officer|department|audit|request|requirement|requirements|issue|question|questionnaire|"
    "review|reasons|certificate|certification|report|obligations|documentation|documents|concern)",
    "(legal and|regulatory|data|our) compliance", "security questionnaire",
    "vendor (assessment|due diligence|risk assessment|questionnaire)", "due diligence", "dmca",
    "takedown (notice|request)", "copyright (infringement|violation|claim|notice|holder)",
    "(trademark|patent) (infringement|claim|violation|notice|dispute)", "intellectual property", "defamation", "libel",
    "slander", "negligence", "negligent", "liability", "liable", "indemnif*", "indemnity",
    "(claim|claiming|seek|seeking|pay|for) (the |)damages", "statutory", "jurisdiction", "governing law",
    "limitation of liability", "formal (complaint|notice|claim|grievance|dispute)",
    "(file|filing|lodge|lodging|make|making|submit|submitting|raise|raising|register|send|sending|do|place|"
    "present) (a|an|the|my|our|some|this) (formal |official |customer |consumer |fucking |bloody |goddamn |damn |"
    ")(complaint|reclamation|grievance|claim)",
    "(file|filing|lodge|lodging|make|making|submit|submitting|raise|raising|register) (formal |official |"
    "customer |consumer |)(complaint|complaints|reclamation|reclamations|claims|claim)",
    "(customer|consumer|formal|official) (complaint|complaints|reclamation|reclamations|claim|claims) _ (against|"
    "about|with|to|.|?)", "(complaint|claim|reclamation|complaints) against (you|your|ur|the|this|ya)", "whistleblow*",
    "fraud (report|department|investigation)", "report you to",
    # fr
    "avocat*", "juridique*", "tribunal", "tribunaux", "poursuites", "poursuivre en justice", "en justice",
    "mise en demeure", "mettre en demeure", "huissier", "porter plainte", "deposer plainte", "depot de plainte",
    "une plainte", "litige", "cnil", "droit a l (oubli|effacement)", "droit d acces", "protection des donnees",
    "mentions legales", "conformite", "obligation legale", "action legale", "repression des fraudes", "dgccrf",
    "contentieux", "illegal",
    # de
    "anwalt*", "rechtsanwalt*", "rechtsabteilung", "rechtlich*", "rechtsstreit", "klage", "klagen", "verklage*",
    "gericht", "gerichtlich*", "abmahnung", "mahnbescheid", "strafanzeige", "datenschutz*", "auftragsverarbeitung*",
    "avv", "verbraucherschutz*", "verbraucherzentrale", "aufsichtsbehorde", "auskunft nach art*",
    "recht auf (loschung|vergessen*)", "schadensersatz", "schadenersatz", "vertragsbruch", "juristisch*",
    "rechtswidrig", "gesetz*", "haftung", "bundesnetzagentur", "betroffenenrecht*", "dsgvo*",
    # es, pt
    "abogad*", "demanda", "demandar", "demandarlos", "juicio", "juzgado", "tribunales", "accion legal",
    "acciones legales", "via legal", "legalmente", "departamento legal", "proteccion de datos", "aepd",
    "derecho al olvido", "incumplimiento de contrato", "denuncia", "denunciar", "ilegal", "profeco",
    "(defensa|proteccion|derechos|derecho|organizacion|oficina) _ consumidor*", "reclamacion formal",
    "hoja de reclamacion*", "cumplimiento normativo", "advogad*", "processo judicial", "processar voces",
    "acao judicial", "acoes legais", "medidas legais", "justica", "procon", "protecao de dados",
    "direito ao esquecimento", "quebra de contrato", "denunciar", "juridico", "juridica", "tribunal", "anpd",
    # it, nl
    "avvocat*", "legale", "legali", "vie legali", "causa legale", "tribunale", "denuncia", "querela",
    "garante (privacy|della privacy|per la protezione)", "protezione dei dati", "diritto all oblio", "inadempimento",
    "diffida", "risarcimento danni", "agcom", "advocaat", "advocaten", "juridisch*", "rechtbank", "rechtszaak",
    "rechter", "aanklagen", "aangifte", "gegevensbescherming", "verwerkersovereenkomst", "autoriteit persoonsgegevens",
    "avg verzoek", "recht op vergetelheid", "ingebrekestelling", "wanprestatie", "consumentenbond",
    "geschillencommissie",
    # pl, cs
    "prawnik*", "prawnicz*", "adwokat*", "pozew", "pozwe", "pozwac", "sadowe", "sadowa", "droge prawna",
    "drodze prawnej", "rodo", "ochrony danych", "uodo", "uokik", "rzecznik*", "prawne", "prawnych", "naruszenie umowy",
    "prokuratur*", "pravnik*", "advokat*", "zaloba", "zalobu", "zaluji", "soud", "soudu", "soudni", "pravni",
    "ochrana osobnich udaju", "ochrany osobnich udaju", "poruseni smlouvy",
    # sv, da, no, fi
    "advokat*", "jurist*", "stamma er", "stamning", "domstol*", "rattsliga", "rattslig", "juridisk*", "dataskydd*",
    "integritetsskyddsmyndigheten", "konsumentverket", "avtalsbrott", "reklamationsnamnden", "polisanmal*", "sagsoge*",
    "retssag", "retlig*", "datatilsynet", "databeskyttelse*", "forbrugerklage*", "kontraktbrud", "databehandleraftale",
    "soksmal", "saksoke*", "rettslig*", "forbrukerradet", "personvern*", "databehandleravtale", "kontraktsbrudd",
    "politianmeld*", "asianajaja*", "lakimie*", "juristi*", "haaste*", "oikeuteen", "oikeudessa", "oikeustoimi*",
    "tietosuoja*", "kuluttajansuoja*", "kuluttaja asiamie*", "sopimusrikko*", "rikosilmoitus",
    # ru, uk, tr
    "юрист*", "адвокат*", "суд", "суде", "суда", "судом", "судиться", "в суд", "иск", "исковое", "досудебн*",
    "претензи*", "роскомнадзор*", "роспотребнадзор*", "прокуратур*", "юридическ*", "персональных данных", "незаконн*",
    "нарушение (договора|закона)", "защит* прав потребител*", "152 фз", "юридичн*", "позов", "суду",
    "персональних даних", "avukat*", "dava", "dava acacagim", "mahkeme*", "yasal (islem*|yollara|haklar*|yukumluluk*)",
    "hukuki", "kvkk", "tuketici (hakem|haklari|mahkemesi)", "savcilig*", "ihtarname", "sozlesme ihlali",
    "kisisel veri*",
    # ar, ro, hu, el, id, vi
    "محامي", "محام", "المحامي", "محاميي", "دعوى", "قضائية", "قضية", "المحكمة", "محكمة", "قانوني", "قانونية", "القانون",
    "حماية البيانات", "حماية المستهلك", "اجراءات قانونية", "مقاضاة", "مقاضاتكم", "avocat*", "tribunal", "instanta",
    "anpc", "actiune in justitie", "dau in judecata", "protectia datelor", "incalcarea contractului", "ugyved*",
    "birosag*", "beperel*", "jogi", "adatvedelmi*", "naih", "fogyasztovedel*", "szerzodesszeges*", "δικηγορο*",
    "μηνυση", "αγωγη", "δικαστηρι*", "νομικ*", "προστασια* προσωπικων δεδομενων", "pengacara", "gugat", "menggugat",
    "pengadilan", "hukum", "somasi", "perlindungan (data|konsumen)", "luat su", "khoi kien", "toa an", "phap ly",
    "phap luat",
)  # fmt: skip
PARTS = (
    r"弁護士|訴訟|訴え|裁判|法的(?:措置|手段|対応|責任)|法務|消費者(?:センター|庁|生活)|個人情報保護|契約違反|損害賠償|内容証明|警察|違法|監督(?:官庁|機関)|コンプライアンス|データ処理契約",
    r"律[师師]|[诉訴][讼訟]|起[诉訴]|法院|法律|[违違]法|消[费費]者(?:[协協][会會]|[权權][益])|消[协協]|[仲]裁|工商局|市[场場][监監]管|[监監]管(?:机构|部门|機構|部門)|"
    r"个人信息保护|個人資料保護|合[规規]|[违違][约約]|[报報]警|12315|律师函|赔偿损失|数据处理协议",
    r"변호사|소송|고소|고발|법적 ?(?:조치|대응|책임)|법률|법원|소비자(?:원|보호|분쟁)|개인정보 ?(?:보호|침해|처리)|계약 ?위반|손해 ?배상|위법|불법|경찰|내용증명|컴플라이언스|규제 ?기관",
    r"ทนาย|ฟ้องร้อง|ฟ้องศาล|กฎหมาย|สคบ|pdpa|คุ้มครอง(?:ข้อมูล|ผู้บริโภค)",
    r"עורך דין|עו\"ד|תביעה|לתבוע|בית משפט|משפטי|הגנת (?:הפרטיות|הצרכן)|חוקי",
    r"वकील|मुकदमा|अदालत|कानूनी|उपभोक्ता (?:फोरम|अदालत)|डेटा संरक्षण",
)  # fmt: skip
# What looks like it: taken out before anything is looked for.
HARMLESS = (
    "legal (characters|character|chars|value|values|identifier|identifiers|name|names|hostname|argument|arguments|"
    "syntax|json|yaml|move|moves|page|footer|size|paper|input|entity)",
    "illegal (argument|arguments|character|characters|state|instruction|operation|access|reflective|memory|start|"
    "token|import|reference|value|seek|mix|option|base64|escape|cross|chars|byte|bytes|" "json|syntax|header|path|name|opcode|monitor|group|attempt|return|byte sequence|invocation|hardware|use of)",
    "(illegalargument|illegalstate|illegalaccess|illegalmonitorstate)*", "(tennis|basketball|food|squash) court",
    "(demo|sample|test|example|lawyer|lawyers|attorney|legal tech|law firm) (app|site|website|directory|saas|data|"
    "database|template|platform|portal|startup)", "demanda (alta|de (trafico|recursos|carga|cpu|memoria))",
    "(alta|mucha|por|bajo|poca|maior|menor) demanda", "in einem gesetzten", "gesetzt*",
    "(my|our|a|the) (client|customer|clients|customers) (is|are|runs|run) (a |an |)(law firm|lawyer|lawyers|"
    "attorney|attorneys)", "(judge|jury) (model|llm)", "patent pending", "unlimited liability company",
    "limited liability company", "license (key|file|server|header)",
    "claims? (in|of|from) (the |)(jwt|token|id token|access token)",
    "(jwt|token|oidc|oauth|saml|id token|custom) claim*", "persistent volume claim*", "volume claim*",
    "sue (smith|jones|miller|wrote|said|and|from)", "(health|type|null|sanity|compliance) check*",
    "juridico do meu cliente", "arbitration (lost|id|phase)", "bus arbitration", "attorneys? name field",
    "pure function", "court (booking|reservation|schedule)", "(food|tennis|padel) courts",
)  # fmt: skip
