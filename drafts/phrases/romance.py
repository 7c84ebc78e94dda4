"""French, Spanish, Italian and Portuguese."""

from drafts.phrases.shape import Phrases

FR = Phrases(
    strong=r"(?:rembours|cr[ée]dit[ée]|annul|r[ée]initialis|red[ée]marr|escalad|transmis|transf[ée]r|[ée]mis|trait[ée]|"
           r"r[ée]activ|d[ée]bloqu|d[ée]verrouill|envoy|ouvert un|restaur|prolong|relanc|remont[ée]|signal|supprim|"
           r"approuv|effectu|mis à niveau|proc[ée]d|accord|offert|contact[ée])",
    release=r"(?:corrig|r[ée]solu|modifi|mis à jour|ajout|chang|augment|appliqu|d[ée]ploy|activ|d[ée]sactiv|"
            r"cr[ée][ée])",
    we_did=r"(?:\bj'ai|\b(?:nous (?:vous |l'|les )?avons|je (?:vous |l'|les )ai|on (?:vous )?a|"
           r"notre (?:\w+ )?[ée]quipe a|"
           r"nos ing[ée]nieurs ont|nous venons de|je viens de))(?: (?:bien|d[ée]jà|imm[ée]diatement|aussi|également|"
           r"donc|"
           r"pu|vous|tout))* ",
    was_done=r"\b(?:a|ont|avez)(?: (?:bien|d[ée]jà|d[ée]sormais|également))* [ée]t[ée](?: (?:bien|enti[èe]rement|"
             r"int[ée]gralement|imm[ée]diatement|avec succ[èe]s|d[ée]jà))* |\bvient d'être |\b(?:est|"
             r"sont) (?:d[ée]sormais|"
             r"maintenant|bien|d[ée]jà) |\bvient d'etre ",
    doing=r"\b(?:remboursement|avoir|cr[ée]dit|annulation) (?:est|sont) (?:en cours|effectu|confirm|trait)|\b(?:nous "
          r"sommes|je suis) en train de (?:vous )?(?:rembours|annul|cr[ée]dit|r[ée]initialis)",
    we_will=r"\b(?:nous|on|je|notre (?:\w+ )?[ée]quipe|nos ing[ée]nieurs)(?: (?:allons|va|vais|vont))(?: (?:vous|le|"
            r"la|les|"
            r"en|y|lui|bien sûr|imm[ée]diatement|tout de suite|aussi|également|l'))* ?(?:l'|nous )?",
    harmless=r"(?:examin|regard|v[ée]rifi|[ée]tudi|analys|consult|voi|avoir besoin|jeter|nous pencher|pench|enqu[êe]t|"
             r"essayer de (?:comprendre|reproduire|voir)|investig|chercher|recherch|expliqu|ravi|heureu|besoin|demand|"
             r"poser|approfond|verr|aur(?:ons|ai) besoin|ser(?:ons|ai) (?:ravi|heureu)|pourr|faudra|aid)",
    will_be=r"\b(?:sera|seront|serez|va être|vont être|devrait être|devraient être)(?: (?:bien|enti[èe]rement|"
            r"int[ée]gralement|imm[ée]diatement|automatiquement|aussi))* ",
    others=(
        ("refund", r"\bvous (?:recevrez|allez recevoir|serez|obtiendrez)[^.!?]{0,40}(?:rembours|avoir\b|cr[ée]dit)"),
        ("commitment", r"\b(?:nous|je|on vous|on le|notre (?:\w+ )?[ée]quipe|nos ing[ée]nieurs) (?:(?:vous|le|la|les|"
                       r"en|y|lui) |l'){0,2}"
                       r"(?P<verb>\w+(?:rons|rai|ra|ront))\b"),
        ("commitment", r"\b(?:je|nous) (?:vous )?(?:garanti(?:s|ssons)|promet(?:s|tons)|assur(?:e|ons))\b|\bnous nous "
                       r"engageons\b|\bje m'engage\b|\bne se reproduira (?:plus|pas)\b|\bsoyez assur[ée]"),
        ("timeline", r"\b(?:correctif|r[ée]ponse|solution|r[ée]solution|probl[èe]me)\b[^.!?]{0,50}\b(?:avant|d'ici|"
                     r"sous|dans "
                     r"les)\b[^.!?]{0,20}(?:\d|lundi|mardi|mercredi|jeudi|vendredi|demain|fin|heures|jours)"),
    ),
    unless=r"\b(?:si|une fois|quand|lorsque?|après|dès que|sauf|avant que|que|qu'|qui|dont|ne|n'|pas|aucune?|comment|"
           r"pourquoi)\b|lorsqu'|s'il|qu'",
    yours=r"\b(?:vous|votre|vos)\b",
)  # fmt: skip
ES = Phrases(
    strong=r"(?:reembolsad|devuelt|abonad|acreditad|cancelad|anulad|restablecid|reiniciad|escalad|transferid|emitid|"
           r"procesad|reactivad|desbloquead|enviad|restaurad|ampliad|eliminad|renovad|tramitad|compensad|notificad|"
           r"aprobad|reenviad|trasladad|realizad|ordenad|solicitad|concedid|borrad)[oa]?s?",
    release=r"(?:corregid|resuelt|modificad|actualizad|añadid|agregad|cambiad|aumentad|aplicad|desplegad|activad|"
            r"desactivad|cread|solucionad)[oa]?s?",
    we_did=r"\b(?:he|hemos|nuestro (?:\w+ )?equipo ha|nuestros ingenieros han)(?: (?:ya|podido|le|te|procedido a|"
           r"inmediatamente|también))* |\bacab(?:o|amos) de ",
    was_done=r"\b(?:ha|han|has) sido (?:\w+mente |ya )?|\bse (?:le |te |les )?(?:ha|han) |\b(?:fue|"
             r"fueron) (?:\w+mente )?|"
             r"\b(?:ya está|ya están|está ya) |\bqued(?:a|ó|an) ",
    doing=r"\b(?:reembolso|abono|crédito|devolución) (?:está|ya está|se está) (?:en camino|en proceso|en curso|"
          r"procesando|"
          r"confirmad)|\bestamos (?:reembols|cancel|proces|abon|restablec)\w+|\b(?:le|te) "
          r"(?:reembolsamos|devolvemos|abonamos|cancelamos|restablecimos|reembolsé|cancelé)\b|\b(?:reembolsamos|"
          r"cancelamos|restablecimos|escalamos|reembolsé|cancelé|escalé|reinicié|restablecí)\b",
    we_will=r"\b(?:vamos|voy|nuestro (?:\w+ )?equipo va|nuestros ingenieros van) a ",
    harmless=r"(?:revisar|examinar|mirar|analizar|investigar|comprobar|verificar|ver\b|echar|estudiar|necesit|explicar|"
             r"consultar|buscar|ayudar|indagar|intentar (?:entender|reproducir)|tratar de (?:entender|reproducir)|"
             r"revisa|examina|mira|analiza|investiga|comproba|verifica|estudia|estaremos encantad|estaré encantad)",
    will_be=r"\b(?:será|serán|va a ser|van a ser|quedará|quedarán) (?:\w+mente )?",
    others=(
        ("refund", r"\b(?:recibirá|recibirás|recibiréis|obtendrá)n?\b[^.!?]{0,50}(?:reembolso|importe|abono|dinero|"
                   r"crédito|"
                   r"devolución)|\b(?:se )?(?:le|te|les) (?:reembolsar|devolver|abonar)(?:emos|é|án?)\b"),
        ("commitment", r"\b(?:(?:le|te|lo|la|les|se|nos) ){0,2}(?P<verb>\w+(?:aremos|eremos|iremos|dremos))\b|\b(?:le|"
                       r"te|lo|"
                       r"la|les) (?:\w+are|\w+ere|\w+dre)\b|\b(?:cancelare|solucionare|corregire|reembolsare|"
                       r"escalare)\b"),
        ("commitment", r"\b(?:le |te |les )?(?:garantiz(?:o|amos)|promet(?:o|emos)|asegur(?:o|amos))\b|"
                       r"\bnos comprometemos\b|"
                       r"\bme comprometo\b|\bno volverá a (?:ocurrir|suceder|pasar)\b|\btenga la seguridad"),
        ("timeline", r"\b(?:solución|respuesta|corrección|problema|error)\b[^.!?]{0,50}\b(?:antes de|antes del|"
                     r"en las próximas|"
                     r"dentro de|para el)\b[^.!?]{0,25}(?:\d|lunes|martes|miércoles|jueves|viernes|mañana|horas|días)"),
    ),
    unless=r"\b(?:si|cuando|una vez|después|hasta|salvo|antes de que|que|no|ningún|ninguna|nunca|cómo|por qué|quien)\b",
    yours=r"\b(?:usted|ustedes|su|sus|le|les|tu|tus|te)\b",
)  # fmt: skip
IT = Phrases(
    strong=r"(?:rimborsat|accreditat|cancellat|annullat|reimpostat|riavviat|inoltrat|trasferit|emess|elaborat|"
           r"riattivat|"
           r"sbloccat|inviat|ripristinat|esteso|estes|eliminat|rinnovat|segnalat|approvat|effettuat|stornat|evas|"
           r"apert|avviat|concess|notificat|scalat)[oaie]?",
    release=r"(?:corrett|risolt|modificat|aggiornat|aggiunt|cambiat|aumentat|applicat|distribuit|attivat|disattivat|"
            r"creat)[oaie]?",
    we_did=r"\b(?:(?:le |ti |vi )?(?:ho|abbiamo)|l'abbiamo|l'ho|il nostro (?:\w+ )?team ha|i nostri tecnici hanno|"
           r"i nostri "
           r"ingegneri hanno)(?: (?:già|appena|subito|anche|potuto|provveduto a))* ",
    was_done=r"\b(?:è|sono) (?:stat[oaie] |già stat[oaie] |già |ora )(?:\w+mente |già |subito )?|\bvien[e] ",
    doing=r"\b(?:rimborso|accredito|annullamento) (?:è|sono) (?:in corso|confermat|in arrivo|in elaborazione)|"
          r"\bst(?:o|iamo) (?:rimbors|annull|elabor|cancell|accredit)\w+",
    we_will=r"\b(?:il nostro (?:\w+ )?team|i nostri (?:tecnici|ingegneri)|noi|provvederemo a|stiamo per|sto per)\b"
            r"(?: (?:le|ti|vi|lo|la))? ",
    harmless=r"(?:esamin|controll|verific|guard|analizz|investig|studi|vedr|vedere|consult|approfond|cercher|spiegher|"
             r"aiut|"
             r"avr(?:emo|ò) bisogno|sar(?:emo|ò) (?:liet|felic)|dar(?:emo|ò) un'occhiata|daremo|darò|indag|potr|dovr|"
             r"avr|"
             r"sar)",
    will_be=r"\b(?:sarà|saranno|verrà|verranno) (?:\w+mente )?",
    others=(
        ("refund", r"\b(?:riceverà|riceverai|riceverete|otterrà)\b[^.!?]{0,50}(?:rimborso|importo|accredito|credito|"
                   r"denaro)"),
        ("commitment", r"\b(?:(?:le|ti|vi|lo|la|ci) ){0,2}(?P<verb>\w+(?:eremo|iremo|aremo|vremo|rremo|dremo))\b|"
                       r"\b(?:le|ti|vi) "
                       r"\w+(?:ero|iro|rro)\b|\b(?:provvedero|rimborsero|risolvero|annullero|cancellero|"
                       r"ripristinero)\b"),
        ("commitment", r"\b(?:le |ti |vi )?(?:garant(?:isco|iamo)|promett(?:o|iamo)|assicur(?:o|iamo))\b|"
                       r"\bci impegniamo\b|"
                       r"\bmi impegno\b|\bnon (?:succederà|accadrà|si ripeterà)"),
        ("timeline", r"\b(?:soluzione|risposta|correzione|problema|errore)\b[^.!?]{0,50}\b(?:entro|prima di|"
                     r"nelle prossime)\b"
                     r"[^.!?]{0,25}(?:\d|lunedì|martedì|mercoledì|giovedì|venerdì|domani|ore|giorni|fine)"),
    ),
    unless=r"\b(?:se|quando|una volta|dopo|finché|prima che|che|non|nessun\w*|mai|come|perché|qualora)\b",
    yours=r"\b(?:lei|suo|sua|suoi|sue|le|vi|vostr\w|ti|tuo|tua)\b",
)  # fmt: skip
PT = Phrases(
    strong=r"(?:reembolsei|reembolsa(?:mos|do|da|dos|das)|cancela(?:mos|do|da|dos|das)|cancelei|credita(?:mos|do|da)|creditei|"
           r"estorna(?:mos|do|da)|estornei|devolve(?:mos|u)|devolvid[oa]|redefini(?:mos|do|da)|reinicia(?:mos|do|da)|"
           r"reiniciei|escala(?:mos|do|da)|escalei|encaminha(?:mos|do|da)|encaminhei|transferi(?:mos|do|da)|"
           r"emiti(?:mos|do|da)|processa(?:mos|do|da)|processei|reativa(?:mos|do|da)|desbloquea(?:mos|do|da)|"
           r"envi(?:amos|ado|ada|ei)|restaura(?:mos|do|da)|elimina(?:mos|do|da)|exclu[ií](?:mos|do|da)|aprova(?:mos|"
           r"do|da)|"
           r"efetua(?:mos|do|da)|realiza(?:mos|do|da)|solicita(?:mos|do|da)|prorroga(?:mos|do|da)|apaga(?:mos|do|da))",
    release=r"(?:corrigi(?:mos|do|da)|resolv(?:emos|ido|ida)|modifica(?:mos|do|da)|atualiza(?:mos|do|da)|"
            r"adiciona(?:mos|do|da)|altera(?:mos|do|da)|alterei|aumenta(?:mos|do|da)|aplica(?:mos|do|da)|"
            r"implanta(?:mos|do|da)|ativa(?:mos|do|da)|desativa(?:mos|do|da)|cria(?:mos|do|da))",
    we_did=r"(?:\b(?:nós |eu |a nossa equip[ae] |nossa equip[ae] |os nossos engenheiros )?(?:já |acab(?:o|amos) de |"
           r"lhe |"
           r"também )+|\b(?:nós|eu) |^|[,;:] )(?:o |a |os |as )?",
    was_done=r"\b(?:foi|foram|já foi|já está|está já|já estão|tem sido|fica) (?:\w+mente |já )?",
    doing=r"\b(?:reembolso|estorno|crédito|cancelamento) (?:está|já está) (?:a caminho|em curso|em processamento|"
          r"confirmad|"
          r"sendo|a ser)|\best(?:amos|ou) (?:a )?(?:reembols|cancel|process|estorn|credit)\w+",
    we_will=r"\b(?:vamos|vou|irei|iremos|a nossa equip[ae] vai|nossa equip[ae] (?:vai|irá)|"
            r"os nossos engenheiros vão)(?: "
            r"(?:lhe|te|já|imediatamente|também|então))* ",
    harmless=r"(?:examin|verific|analis|investig|ver\b|olhar|estud|precisar|consult|explic|ajud|procur|averigu|rever|"
             r"tentar (?:entender|reproduzir|perceber)|dar uma|precis|ter(?:emos|ei) (?:todo|gosto)|ficar(?:emos|"
             r"ei) feliz|"
             r"poder|dever|ser(?:emos|ei))",
    will_be=r"\b(?:será|serão|vai ser|vão ser|ficará|ficarão) (?:\w+mente )?",
    others=(
        ("refund", r"\b(?:receberá|receberás|vai receber|irá receber|obterá)\b[^.!?]{0,50}(?:reembolso|estorno|valor|"
                   r"crédito|"
                   r"dinheiro)"),
        ("commitment", r"\b(?:(?:lhe|o|a|te|nos) ){0,2}(?P<verb>\w+(?:aremos|eremos|iremos|arei|erei|irei))(?:\b|-)"),
        ("commitment", r"\b(?:garant(?:o|imos)|promet(?:o|emos)|assegur(?:o|amos))\b|\bcomprometemo-nos\b|"
                       r"\bnos comprometemos\b|"
                       r"\bnão (?:voltará a acontecer|vai acontecer (?:de novo|novamente|outra vez)|se repetirá)"),
        ("timeline", r"\b(?:solução|resposta|correção|problema|erro)\b[^.!?]{0,50}\b(?:até|dentro de|nas próximas|"
                     r"em até)\b"
                     r"[^.!?]{0,25}(?:\d|segunda|terça|quarta|quinta|sexta|amanhã|horas|dias|fim)"),
    ),
    unless=r"\b(?:se|quando|uma vez|depois|até que|antes que|assim que|que|não|nenhum\w*|nunca|como|porque|caso)\b",
    yours=r"\b(?:você|vocês|seu|sua|seus|suas|lhe|lhes|teu|tua|te)\b",
)  # fmt: skip
