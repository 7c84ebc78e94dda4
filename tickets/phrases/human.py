"""How people ask for a person. For each language: words of reaching, words for people, and whole phrases.

A word of reaching with a word for people close behind it is a request. Where verbs stand last (`LAST`), also the other
way round. `REFUSED` says what turns it round: who does not want a call does not ask for one.
"""

# What the words are between which nothing but a few words may stand: reach, people.
PAIRS: dict[str, tuple[str, str]] = {
    "fr": (
        "parler|parle|parlez|discuter|echanger|joindre|contacter|communiquer|transferer|transferez moi|rediriger|"
        "redirigez moi|mettre en relation|mettez moi|mis en relation|passez moi|me passer|m adresser|dialoguer|chatter",
        "humain*|personne|personnes|quelqu un|agent|agents|conseiller*|conseillere*|operateur*|operatrice*|responsable*|"
        "superieur*|manager|technicien*|interlocuteur*|employe*|representant*|collaborateur*|etre humain|direction",
    ),
    "de": (
        "sprechen|spreche|reden|rede|telefonieren|chatten|kontaktieren|erreichen|verbinden|verbinde|verbunden|weiterleiten|"
        "weitergeleitet|weiterverbinden|durchstellen|wenden|kommunizieren|unterhalten|austauschen|schreiben",
        "mensch|menschen|person|mitarbeiter*|berater*|jemand|jemanden|jemandem|ansprechpartner*|sachbearbeiter*|"
        "vorgesetzt*|manager*|techniker*|kundenberater*|agenten|agent|operator|teamleiter*|chef|kollegen|kollegin",
    ),
    "es": (
        "hablar|hablo|hable|charlar|chatear|comunicarme|comunicarse|comunicar|comuniqueme|comuniquenme|contactar|"
        "contactarme|conversar|pasame con|paseme con|pasenme con|pasar con|transferirme|transfieranme|transfierame|"
        "derivarme|ponerme con|pongame con|conectarme con|conecteme con|atienda|atendido por|contacto con",
        "persona|personas|humano*|humana|alguien|agente*|operador*|asesor*|representante*|supervisor*|gerente|"
        "encargad*|responsable|ejecutiv*|tecnico*|emplead*|ser humano|jefe",
    ),
    "pt": (
        "falar|falo|fale|conversar|contatar|contactar|contato com|contacto com|transferir|transfira|transfiram|"
        "passar para|me passe|me passa|comunicar|me conectar|me conecte|atendido por|bater papo",
        "pessoa*|humano*|humana|alguem|atendente*|agente*|operador*|representante*|supervisor*|gerente|responsavel|"
        "tecnico*|funcionari*|ser humano|consultor*|chefe",
    ),
    "it": (
        "parlare|parlo|parli|parlarne|chattare|contattare|comunicare|mettermi in contatto|mettetemi|passatemi|passami|"
        "trasferirmi|trasferitemi|trasferire|conversare|discutere|contatto con|collegarmi con",
        "persona|persone|umano|umana|qualcuno|operator*|agente*|rappresentante*|responsabile|supervisore|consulente|"
        "addett*|impiegat*|essere umano|tecnico|capo|dirigente",
    ),
    "nl": (
        "spreken|praten|spreek|praat|chatten|contact met|contact opnemen|bereiken|doorverbinden|doorverbonden|bellen|overleggen|"
        "doorsturen|doorgeschakeld|communiceren|kletsen",
        "mens|mensen|persoon|medewerker*|iemand|collega|adviseur|manager|leidinggevende|vertegenwoordiger|agent|"
        "operator|specialist|technicus|werknemer|supervisor",
    ),
    "pl": (
        "rozmawiac|porozmawiac|rozmowa|rozmowy|rozmowe|pomowic|skontaktowac|skontaktujcie|kontakt|polaczyc|polaczcie|"
        "polaczenie|przelaczyc|przelaczcie|przekierowac|pogadac|czatowac|pisac",
        "czlowiek*|osoba|osobe|osoby|kims|ktos|konsultant*|pracownik*|agentem|agenta|operator*|przedstawiciel*|"
        "kierownik*|przelozon*|menedzer*|manager*|doradc*|specjalist*|technik*|ludzmi|szef*",
    ),
    "sv": (
        "prata|tala|snacka|chatta|kontakta|koppla mig|kopplas|kopplad|samtala|komma i kontakt|kommunicera|i kontakt",
        "manniska|person|nagon|medarbetare|handlaggare|agent|operator|chef|representant|kundtjanstmedarbetare|"
        "tekniker|radgivare|manniskor|ansvarig|personal",
    ),
    "da": (
        "tale|snakke|snak|tal|chatte|kontakte|i kontakt|viderestilles|viderestille|stilles om|stil mig|kommunikere",
        "menneske|mennesker|person|nogen|medarbejder*|agent|operator|chef*|repraesentant|leder|kollega|konsulent|"
        "tekniker|radgiver|ansvarlig",
    ),
    "no": (
        "snakke|prate|snakk|prat|chatte|kontakte|i kontakt|viderekobles|viderekoble|sett* meg over|satt over|kommunisere",
        "menneske|mennesker|person|noen|medarbeider*|ansatt*|kundebehandler*|agent|operator|leder|sjef*|radgiver|"
        "saksbehandler*|representant|kundekonsulent|tekniker",
    ),
    "fi": (
        "puhua|puhuisin|keskustella|jutella|yhdista*|yhdistakaa|ottaa yhteytta|yhteytta|yhteyden|chatata|siirra*|"
        "soittaa|asioida",
        "ihmi*|henkilo*|jonkun|jollekin|jonkin|asiakaspalvelij*|edustaj*|esimie*|esihenkil*|paallik*|tyontekij*|"
        "virkailij*|operaattori*|agentin|agentille|asiantuntij*|johtaj*",
    ),
    "cs": (
        "mluvit|promluvit|hovorit|spojit|spojte|kontaktovat|mluvil*|prepojit|prepojte|pobavit|chatovat|rozpravat|"
        "komunikovat|prepnout|prepnite",
        "clovek*|osobou|osobu|nekym|niekym|niekoho|zivym|operator*|zamestnanc*|zamestnancom|pracovnik*|vedouc*|"
        "manazer*|zastupc*|agentem|agentom|specialist*|technik*|nadrizen*",
    ),
    "ro": (
        "vorbesc|vorbi|vorbim|discuta|discut|contacta|contactez|transferat*|transferati ma|comunica|conectati ma|"
        "legatura",
        "om|persoana|cineva|operator*|agent|reprezentant*|manager*|angajat*|consultant*|uman|umana|sef|supervizor*",
    ),
    "hu": (
        "beszelni|beszelnek|beszelhet*|beszeljek|kapcsoljon|kapcsoljanak|kapcsolatba|csevegni|beszelgetni|elerni",
        "ember*|valaki*|szemely*|ugyintezo*|munkatars*|operator*|kepviselo*|vezeto*|fonok*|menedzser*|felettes*",
    ),
    "id": (
        "bicara|berbicara|ngobrol|ngomong|menghubungi|hubungkan|terhubung|sambungkan|dihubungkan|bercakap|mengobrol",
        "manusia|orang|seseorang|agen|operator|perwakilan|manajer|manager|supervisor|staf|petugas|atasan|pegawai",
    ),
    "vi": (
        "noi chuyen|trao doi|lien he|ket noi|chat voi|noi voi|chuyen toi|gap",
        "nguoi that|con nguoi|nhan vien|tong dai vien|quan ly|dai dien|ai do|tu van vien|mot nguoi",
    ),
    "tr": (
        "konusmak|gorusmek|konusabilir|gorusebilir|konusmam|gorusmem|baglayin|baglar|baglanmak|baglanabilir|iletisime|"
        "ulasmak|ulasabilir|aktarin|aktarir|yazismak|sohbet|konusmaliyim",
        "insan*|kisiyle|kisi|biri|biriyle|birine|birisiyle|yetkili*|temsilci*|gorevli*|mudur*|operator*|calisan*|"
        "uzman*|yonetici*|personel*",
    ),
    "ru": (
        "поговорить|поговорю|говорить|связаться|свяжите|свяжитесь|соедините|соединить|переключите|переключить|"
        "пообщаться|общаться|общения|переведите|перевести|побеседовать|позовите|позвать|дозвониться|обратиться|чат|"
        "передайте",
        "человек*|оператор*|сотрудник*|менеджер*|специалист*|представител*|руководител*|начальник*|кем нибудь|кем то|"
        "кого нибудь|живым|живой|живому|агентом|консультант*|инженер*|администратор*|людьми|начальств*",
    ),
    "uk": (
        "поговорити|говорити|зв язатися|звязатися|зв яжіть|з єднайте|зєднайте|спілкуватися|поспілкуватися|переключіть|"
        "перемкніть|переведіть|покличте",
        "людин*|оператор*|працівник*|менеджер*|фахівц*|спеціаліст*|представник*|керівник*|кимось|живою|консультант*",
    ),
    "bg": (
        "говоря|поговоря|свържете|свържа|разговарям|прехвърлете",
        "човек|служител*|оператор*|някого|някой|мениджър*|представител*|консултант*",
    ),
    "el": (
        "μιλησω|μιλησουμε|μιλαω|συνομιλησω|επικοινωνησω|συνδεσετε|συνδεστε|συνδεθω",
        "ανθρωπο*|ατομο|καποιον|εκπροσωπο*|υπαλληλο*|υπευθυνο*|διευθυντη|προισταμενο|χειριστη|πρακτορα",
    ),
    "ar": (
        "اتحدث|التحدث|تحدث|اتكلم|التكلم|الحديث|الكلام|اتواصل|التواصل|تواصل|تحويلي|حولني|حولوني|توصيلي|الاتصال|اكلم|"
        "مكالمه|مكالمة|احكي|للتحدث|للتواصل|اتحدث",
        "انسان|بانسان|إنسان|شخص|بشخص|لشخص|موظف|بموظف|لموظف|الموظف|وكيل|بوكيل|ممثل|بممثل|مدير|بمدير|للمدير|المدير|"
        "مشرف|بمشرف|بشري|مندوب|احد|باحد|مسؤول|بمسؤول|المسؤول|موظفي|موظفين|بشر",
    ),
    "fa": (
        "صحبت|حرف|تماس|گفتگو|وصل|ارتباط",
        "انسان|نفر|شخص|کارشناس|اپراتور|مدیر|پشتیبان|کسی|نماینده|ادم",
    ),
    "hi": (
        "बात|संपर्क|चैट|जोड़|जोड़ें|कनेक्ट|बातचीत",
        "इंसान|व्यक्ति|किसी|एजेंट|प्रतिनिधि|मैनेजर|प्रबंधक|अधिकारी|कर्मचारी|आदमी|ऑपरेटर",
    ),
}
# Whose verbs may stand behind the person.
LAST = ("de", "nl", "fi", "tr", "hu", "hi", "fa", "cs", "pl", "bg", "ru")

PHRASES = (
    # fr
    "besoin d un (humain|conseiller|agent humain|vrai*|technicien)", "vrai* (humain|interlocuteur|conseiller)",
    "une vraie personne", "un etre humain", "agent humain", "y a t il (un|une|quelqu) _ (humain|personne|un)",
    "est ce qu il y a quelqu un", "rappelez (moi|nous)", "appelez (moi|nous)", "me rappeler", "nous rappeler",
    "etre rappele*", "pas _ (robot|bot|chatbot|machine)", "arretez _ (robot|bot|reponses automatiques)",
    "(je|nous) (parle|parlons) a un (robot|bot)", "assistance humaine", "votre (responsable|superieur|manager)",
    # de
    "(echten|echter|echte|richtigen|richtiger|richtige|lebenden|lebende) (mensch*|person*|mitarbeiter*|"
    "ansprechpartner*)", "menschlich* (hilfe|unterstutzung|mitarbeiter*|ansprechpartner*|kontakt|support|agent*)",
    "rufen sie (mich|uns)", "ruft (mich|uns)", "bitte um _ (ruckruf|anruf)", "(zuruckrufen|zuruckgerufen|ruckruf)",
    "keinen _ (bot|chatbot|roboter)", "nicht mit _ (bot|chatbot|roboter|maschine|computer)",
    "ist (da|dort|hier) _ (jemand|mensch)", "ihren (vorgesetzten|chef|teamleiter)",
    "(bot|chatbot|roboter) (aus|abschalten|antworten stoppen)",
    # es
    "persona (real|de verdad|de carne)", "humano real", "agente (humano|real|en vivo)", "(llamenme|llameme|llamame)",
    "me (llamen|llame|llamas) (por|al|a|.|,)", "(pueden|puede|podrian|podria|puedes) llamarme",
    "hay (alguien|algun humano|una persona) (ahi|real|.|?)", "no (quiero|deseo) _ (bot|robot|maquina)",
    "necesito (un|una) (humano|persona|agente|asesor|supervisor|persona real)", "atencion humana", "asistencia humana",
    "eres un (bot|robot)", "con su (supervisor|gerente|jefe)",
    # pt
    "pessoa (real|de verdade)", "(atendente|atendimento|agente|suporte) humano",
    "me (liguem|ligue|ligar|liga) _ (.|?|,)", "(liguem|ligue|ligar) para mim",
    "(tem|ha) (alguem|algum humano|uma pessoa) (ai|real|.|?)", "(nao|n) quero _ (bot|robo|maquina)",
    "preciso de (um|uma) (humano|atendente|pessoa|gerente|supervisor)",
    # it
    "persona (reale|vera|in carne)", "vera persona", "operatore umano", "assistenza umana", "essere umano",
    "(chiamatemi|richiamatemi|telefonatemi|chiamami|richiamarmi|chiamarmi)", "mi (chiami|chiamate|richiami)",
    "c e (qualcuno|un umano|una persona) _ ?", "non voglio _ (bot|robot|macchina)",
    # nl
    "(echt|echte) (mens|mensen|persoon|medewerker|iemand)", "bel (me|mij|ons)",
    "(me|mij|ons) (terugbellen|opbellen|bellen)", "(teruggebeld|terugbellen)", "geen _ (bot|robot|chatbot)",
    "is (er|daar) (iemand|een mens)",
    # pl
    "zyw* (czlowiek*|osob*)", "prawdziw* (czlowiek*|osob*)", "zadzwoncie do (mnie|nas)",
    "prosze (zadzwonic|o telefon)", "(oddzwoncie|oddzwonic)", "nie chce _ (bot*|robot*|automat*)",
    "czy (jest|ktos) (tam|tu) (ktos|jest|czlowiek)", "z kims (zywym|prawdziwym)",
    # sv, da, no
    "riktig (manniska|person)", "levande manniska", "ring (mig|upp mig|oss|meg)", "kan (ni|du|nagon) ringa",
    "finns det (nagon|en manniska)", "inte _ (bot|robot|chatbot)",
    "(rigtigt|rigtig|aegte|levende|ekte|virkelig) (menneske|person)", "ring til (mig|os)",
    "ringe (mig|til mig|meg|til meg)", "(er|finnes) (der|det) (nogen|noen|et menneske) _ ?",
    "ikke _ (bot|robot|chatbot)", "ingen (bot|robot)",
    # fi
    "oikea* (ihmi*|henkilo*)", "elava* ihmi*", "(soittakaa|soita|soittaisitteko|soittaa) minulle", "onko siella _ ?",
    "en halua _ (botti*|robotti*|botin|robotin)", "ihminen vastaamaan",
    # ru, uk
    "жив* (человек*|оператор*|сотрудник*|людей|специалист*|людин*)", "реальн* (человек*|оператор*|людин*)",
    "нужен (человек|оператор|живой|менеджер)", "(позвоните|перезвоните|позвонить) (мне|нам)", "перезвоните",
    "(это|вы) (бот|робот) ?", "не (хочу|надо|буду) _ (бот*|робот*)", "(хватит|прекратите) _ (бот*|робот*|автоответ*)",
    "есть _ (кто нибудь|человек|живой)", "(зателефонуйте|передзвоніть) _ .", "потрібна (людина|жива)",
    # tr
    "gercek (bir|) (insan*|kisi*)", "gercek (insan*|kisi*)", "canli destek", "beni (arayin|arar|arayabilir*)",
    "arar misiniz", "geri arayin", "bot* (istemiyorum|degil)", "robot* (istemiyorum|degil|konusmak istemiyorum)",
    "kimse var mi", "insan destek", "insana baglan*",
    # ar, fa
    "(اتصلوا|اتصل|اتصلي) (بي|بنا)", "(شخص|انسان) حقيقي", "موظف (بشري|حقيقي)", "لا اريد _ (روبوت|بوت|الروبوت|الي)",
    "هل (هناك|يوجد) (احد|شخص|انسان)", "خدمة عملاء بشرية", "با من تماس",
    # cs, ro, hu, id, vi
    "ziv* (clovek*|osob*)", "skutecn* clovek*", "zavolejte mi", "zavolajte mi", "nechci _ (bot*|robot*)",
    "(persoana|om) (reala|real|adevarat)", "sunati ma", "nu vreau _ (bot|robot)", "valodi ember*", "elo ember*",
    "hivjanak (fel|vissza)", "nem _ (bottal|robottal)", "(manusia|orang) (asli|sungguhan|beneran|nyata)",
    "(telepon|hubungi|telpon) saya", "bukan (bot|robot)", "(nguoi that|nhan vien that)", "goi (lai |)cho toi",
    "goi cho toi", "khong muon _ (bot|robot|may)",
)  # fmt: skip

# Languages without spaces, as patterns.
PARTS = (
    # ja

    r"(?:人間|担当者?|担当の方|オペレーター|オペレータ|スタッフ|責任者|上司|係の者|係員|マネージャー|サポートの方|生身の人|実際の人|本物の人|別の人|誰か|人)" r"(?:の方)?(?:と|に|へ)(?:直接|電話で|すぐに?|一度)?(?:話|はな|つな|繋|代わ|替わ|変わ|相談|チャット|転送|取り次|通話|やり取り|会話)",
    r"(?:人間|担当者|オペレーター|責任者|上司|マネージャー)(?:の方)?(?:を(?:出|呼)|をお願い|に対応|が対応|による対応|からの(?:返信|連絡|回答))",
    r"有人(?:対応|サポート|チャット|窓口|オペレーター)", r"生身の人間|本物の人間",
    r"(?:お)?電話(?:を)?(?:ください|下さい|していただ|してもら|して下さい|してください|いただけ|もらえ|お願い)", r"折り返し(?:の)?(?:お)?(?:電話|連絡|ご連絡)",
    r"(?:ボット|ロボット|ai|自動(?:返信|応答|音声)|機械)(?:で(?:は|も)なく|じゃなく|とは?話したくな)",
    r"(?:ボット|ロボット|自動(?:返信|応答)).{0,8}(?:やめ|止め|いらな|要らな|不要|結構|うんざり)", r"人間(?:は|が)(?:い(?:ま|る|な)|おら)",
    # zh
    r"人工(?:客服|客服|服务|服務|坐席|座席|支持|处理|處理|回复|回覆|帮助|协助|接听|介入)|[转轉](?:接)?人工|[找要接]人工", r"真人|活人|真正的人|真实的人",
    r"(?:[和跟与與同找]|[联聯][系繫络絡絡]|[转轉](?:接)?[给給到]?|接通|[让讓叫请請]).{0,6}(?:客服(?:人员|人員|代表|专员|專員)|人类|人類|[经經]理|主管|[负負][责責]人" r"|工作人[员員]|[专專][员員]|上[级級]|工程[师師]|技[术術]人[员員]|管理[员員]|接[线線][员員])",
    r"[和跟与與同].{0,6}(?:人|客服|[谁誰]).{0,3}(?:[说說][话話]|[谈談]|聊|[沟溝]通|[对對][话話]|交[谈談]|通[话話]|[讲講])",
    r"(?:[给給]我(?:回)?(?:打)?(?:[个個])?[电電][话話]|打[电電][话話][给給]我|[请請]?致[电電][给給]?我|回[电電][给給]?我)",
    r"不(?:要|想|是|需要)[^。,.?!]{0,6}(?:机器人|機器人|自动回复|自動回覆|机器|聊天机)", r"(?:有|有没有|有沒有)人(?:在[吗嗎]?|[吗嗎]|能|可以)",
    # ko

    r"(?:상담원|상담사|직원|담당자|매니저|관리자|책임자|실제 ?사람|진짜 ?사람|사람|인간|상급자|팀장)(?:분)?" r"(?:과|와|이랑|랑|하고|에게|한테|으로|로|이|을|를|께)? ?.{0,8}(?:통화|대화|얘기|이야기|말하|말씀|연결|상담|채팅|연락|바꿔|불러)",
    r"진짜 ?사람|실제 ?사람|상담원 ?(?:부탁|연결|불러)", r"전화 ?(?:해|를? ?주|좀|부탁|주세|걸어)",
    r"(?:챗봇|로봇|봇|자동 ?응답).{0,8}(?:말고|아닌|싫|그만|멈|중단|원하지|필요 ?없)", r"사람 ?(?:있나요|있어요|없나요|없어요|계신)",
    # th, he
    r"(?:คุย|พูด|ติดต่อ|สนทนา|แชท|โอนสาย|ต่อสาย).{0,12}(?:คนจริง|มนุษย์|เจ้าหน้าที่|พนักงาน|ผู้จัดการ|แอดมิน|"
    r"หัวหน้า|กับคน|ตัวแทน)", r"โทรกลับ|โทรหา(?:ฉัน|ผม|เรา)",
    r"(?:לדבר|לשוחח|לתקשר|תעבירו?|העבירו?|ליצור קשר|תחברו?|לצ'וטט).{0,14}(?:בן אדם|אדם|נציג|מישהו|מנהל|אנושי|איש)",
    r"נציג אנושי|(?:תתקשרו|התקשרו|תתקשר) אליי?",
)  # fmt: skip

# What stands right before, in the same clause, and turns the wish round.
REFUSED = (
    "(dont|didnt|do not|did not|no longer|never|not|neednt|wouldnt|no) (want|need|wish|have|like|require|ask|"
    "asked|asking|looking|necessary|reason|care)", "no need", "(rather than|instead of|without|unless)",
    "(please |)(dont|do not|never)", "please (dont|do not)",
    "(ne|n) (veux|voulons|souhaite|ai|avons|faut) pas _ (besoin|envie|)", "pas besoin de", "inutile de", "sans",
    "(will|mochte|muss|brauche|wollen|mochten) (nicht|keinen|kein|keine)", "ohne",
    "no (quiero|necesito|deseo|hace falta|queremos)", "sin", "(nao|n) (quero|preciso|queremos)", "sem",
    "non (voglio|ho bisogno di|vogliamo|serve)", "senza", "(wil|hoef|wens) (niet|geen)", "zonder",
    "nie (chce|potrzebuje|musze)", "не (хочу|нужно|надо|требуется)", "(vill|behover|vil|trenger|behoever) (inte|ikke)",
)  # fmt: skip
