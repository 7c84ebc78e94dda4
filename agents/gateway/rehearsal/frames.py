"""The sentences around a quote, in the languages a reply can be written in. None of them promises anything."""

from dataclasses import dataclass

DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True)
class Frames:
    greeting: str  # with {name}
    greeting_without_name: str
    about: str  # with {subject}
    thanks: str
    says: str  # with {title} and {quote}
    also_says: str
    policy_says: str
    code_line: str  # with {literal} and {quote}
    code_remark: str  # with {quote}
    own_code: str  # with {place} and {quote}
    own_logs: str  # with {quote}
    ask_app: str
    ask_which_app: str  # with {apps}
    ask_time: str
    ask_error: str
    ask_for: str  # with {wish}
    ask_whether: str
    ask_solved: str
    closing: str
    full_stop: str = "."


FRAMES = {
    "en": Frames(
        greeting="Hello {name},",
        greeting_without_name="Hello,",
        about="Thank you for writing to us about “{subject}”.",
        thanks="Thank you for your message.",
        says="Our documentation (“{title}”) says: “{quote}”",
        also_says="“{title}” also says: “{quote}”",
        policy_says="Our policy “{title}” says: “{quote}”",
        code_line="In the platform's code, {literal} stands in this line: “{quote}”",
        code_remark="A comment in that code explains: “{quote}”",
        own_code="In the code of your app, {place} reads: “{quote}”",
        own_logs="The logs of your app show: “{quote}”",
        ask_app="Which app is affected?",
        ask_which_app="Which of your apps is affected: {apps}?",
        ask_time="When did you last see this (date, time and time zone)?",
        ask_error="What is the exact text of the error or the log line you see?",
        ask_for="Could you send us {wish}?",
        ask_whether="Could you tell us {wish}?",
        ask_solved="Does this match what you see?",
        closing="If anything is unclear, please reply to this message.",
    ),
    "fr": Frames(
        greeting="Bonjour {name},",
        greeting_without_name="Bonjour,",
        about="Merci de nous avoir écrit au sujet de « {subject} ».",
        thanks="Merci pour votre message.",
        says="Notre documentation (« {title} ») indique : « {quote} »",
        also_says="« {title} » précise aussi : « {quote} »",
        policy_says="Notre règlement « {title} » indique : « {quote} »",
        code_line="Dans le code de la plateforme, {literal} se trouve à cette ligne : « {quote} »",
        code_remark="Un commentaire de ce code explique : « {quote} »",
        own_code="Dans le code de votre application, {place} contient : « {quote} »",
        own_logs="Les journaux de votre application indiquent : « {quote} »",
        ask_app="Quelle application est concernée ?",
        ask_which_app="Laquelle de vos applications est concernée : {apps} ?",
        ask_time="Quand l'avez-vous constaté pour la dernière fois (date, heure et fuseau horaire) ?",
        ask_error="Quel est le texte exact de l'erreur ou de la ligne de journal que vous voyez ?",
        ask_for="Pourriez-vous nous envoyer : {wish} ?",
        ask_whether="Pourriez-vous nous indiquer : {wish} ?",
        ask_solved="Est-ce bien ce que vous observez de votre côté ?",
        closing="Si quelque chose n'est pas clair, n'hésitez pas à répondre à ce message.",
    ),
    "de": Frames(
        greeting="Guten Tag {name},",
        greeting_without_name="Guten Tag,",
        about="vielen Dank für Ihre Nachricht zu „{subject}“.",
        thanks="vielen Dank für Ihre Nachricht.",
        says="In unserer Dokumentation („{title}“) steht: „{quote}“",
        also_says="In „{title}“ steht außerdem: „{quote}“",
        policy_says="In unserer Richtlinie „{title}“ steht: „{quote}“",
        code_line="Im Code der Plattform steht {literal} in dieser Zeile: „{quote}“",
        code_remark="Ein Kommentar in diesem Code erklärt: „{quote}“",
        own_code="Im Code Ihrer App steht in {place}: „{quote}“",
        own_logs="Die Protokolle Ihrer App zeigen: „{quote}“",
        ask_app="Welche Anwendung ist betroffen?",
        ask_which_app="Welche Ihrer Anwendungen ist betroffen: {apps}?",
        ask_time="Wann ist das zuletzt aufgetreten (Datum, Uhrzeit und Zeitzone)?",
        ask_error="Wie lautet der genaue Text der Fehlermeldung oder der Logzeile?",
        ask_for="Könnten Sie uns Folgendes schicken: {wish}?",
        ask_whether="Könnten Sie uns Folgendes sagen: {wish}?",
        ask_solved="Entspricht das dem, was Sie bei sich sehen?",
        closing="Wenn etwas unklar ist, antworten Sie bitte auf diese Nachricht.",
    ),
    "es": Frames(
        greeting="Hola, {name}:",
        greeting_without_name="Hola:",
        about="Gracias por escribirnos sobre «{subject}».",
        thanks="Gracias por su mensaje.",
        says="Nuestra documentación («{title}») dice: «{quote}»",
        also_says="«{title}» dice también: «{quote}»",
        policy_says="Nuestra política «{title}» dice: «{quote}»",
        code_line="En el código de la plataforma, {literal} aparece en esta línea: «{quote}»",
        code_remark="Un comentario de ese código explica: «{quote}»",
        own_code="En el código de su aplicación, {place} dice: «{quote}»",
        own_logs="Los registros de su aplicación muestran: «{quote}»",
        ask_app="¿Qué aplicación está afectada?",
        ask_which_app="¿Cuál de sus aplicaciones está afectada: {apps}?",
        ask_time="¿Cuándo lo vio por última vez (fecha, hora y zona horaria)?",
        ask_error="¿Cuál es el texto exacto del error o de la línea de registro que ve?",
        ask_for="¿Podría enviarnos lo siguiente: {wish}?",
        ask_whether="¿Podría decirnos lo siguiente: {wish}?",
        ask_solved="¿Coincide esto con lo que usted ve?",
        closing="Si algo no está claro, responda a este mensaje.",
    ),
    "pt": Frames(
        greeting="Olá, {name},",
        greeting_without_name="Olá,",
        about="Obrigado por nos escrever sobre “{subject}”.",
        thanks="Obrigado pela sua mensagem.",
        says="A nossa documentação (“{title}”) diz: “{quote}”",
        also_says="“{title}” diz também: “{quote}”",
        policy_says="A nossa política “{title}” diz: “{quote}”",
        code_line="No código da plataforma, {literal} aparece nesta linha: “{quote}”",
        code_remark="Um comentário nesse código explica: “{quote}”",
        own_code="No código da sua aplicação, {place} contém: “{quote}”",
        own_logs="Os registos da sua aplicação mostram: “{quote}”",
        ask_app="Qual aplicação está afetada?",
        ask_which_app="Qual das suas aplicações está afetada: {apps}?",
        ask_time="Quando viu isso pela última vez (data, hora e fuso horário)?",
        ask_error="Qual é o texto exato do erro ou da linha de log que aparece?",
        ask_for="Poderia enviar-nos o seguinte: {wish}?",
        ask_whether="Poderia dizer-nos o seguinte: {wish}?",
        ask_solved="Isto corresponde ao que vê do seu lado?",
        closing="Se algo não estiver claro, responda a esta mensagem.",
    ),
    "it": Frames(
        greeting="Buongiorno {name},",
        greeting_without_name="Buongiorno,",
        about="grazie per averci scritto riguardo a «{subject}».",
        thanks="grazie per il suo messaggio.",
        says="La nostra documentazione («{title}») dice: «{quote}»",
        also_says="«{title}» dice anche: «{quote}»",
        policy_says="La nostra policy «{title}» dice: «{quote}»",
        code_line="Nel codice della piattaforma, {literal} si trova in questa riga: «{quote}»",
        code_remark="Un commento in quel codice spiega: «{quote}»",
        own_code="Nel codice della vostra app, {place} contiene: «{quote}»",
        own_logs="I log della vostra app mostrano: «{quote}»",
        ask_app="Quale applicazione è interessata?",
        ask_which_app="Quale delle sue applicazioni è interessata: {apps}?",
        ask_time="Quando è successo l'ultima volta (data, ora e fuso orario)?",
        ask_error="Qual è il testo esatto dell'errore o della riga di log che vede?",
        ask_for="Potrebbe inviarci quanto segue: {wish}?",
        ask_whether="Potrebbe dirci quanto segue: {wish}?",
        ask_solved="Corrisponde a quello che vede lei?",
        closing="Se qualcosa non è chiaro, risponda pure a questo messaggio.",
    ),
    "nl": Frames(
        greeting="Hallo {name},",
        greeting_without_name="Hallo,",
        about="Bedankt voor uw bericht over “{subject}”.",
        thanks="Bedankt voor uw bericht.",
        says="In onze documentatie (“{title}”) staat: “{quote}”",
        also_says="In “{title}” staat ook: “{quote}”",
        policy_says="In ons beleid “{title}” staat: “{quote}”",
        code_line="In de code van het platform staat {literal} in deze regel: “{quote}”",
        code_remark="Een opmerking in die code legt uit: “{quote}”",
        own_code="In de code van uw app staat in {place}: “{quote}”",
        own_logs="De logs van uw app tonen: “{quote}”",
        ask_app="Om welke app gaat het?",
        ask_which_app="Om welke van uw apps gaat het: {apps}?",
        ask_time="Wanneer zag u dit voor het laatst (datum, tijd en tijdzone)?",
        ask_error="Wat is de precieze tekst van de foutmelding of de logregel die u ziet?",
        ask_for="Kunt u ons het volgende sturen: {wish}?",
        ask_whether="Kunt u ons het volgende vertellen: {wish}?",
        ask_solved="Komt dit overeen met wat u ziet?",
        closing="Als iets niet duidelijk is, antwoord dan gerust op dit bericht.",
    ),
    "ja": Frames(
        greeting="{name} 様",
        greeting_without_name="お客様",
        about="「{subject}」についてお問い合わせいただき、ありがとうございます。",
        thanks="お問い合わせいただき、ありがとうございます。",
        says="ドキュメント「{title}」には次のように記載されています。「{quote}」",
        also_says="「{title}」には次の記載もあります。「{quote}」",
        policy_says="ポリシー「{title}」には次のように記載されています。「{quote}」",
        code_line="プラットフォームのコードでは、{literal} は次の行にあります。「{quote}」",
        code_remark="そのコードのコメントには次の説明があります。「{quote}」",
        own_code="お客様のアプリのコードでは、{place} に次の行があります。「{quote}」",
        own_logs="お客様のアプリのログには次の記録があります。「{quote}」",
        ask_app="どのアプリで発生していますか。",
        ask_which_app="次のうち、どのアプリで発生していますか。{apps}",
        ask_time="最後に確認された日時とタイムゾーンを教えていただけますか。",
        ask_error="表示されたエラーまたはログの正確な文面を教えていただけますか。",
        ask_for="次の情報をお送りいただけますか。{wish}",
        ask_whether="次の点を教えていただけますか。{wish}",
        ask_solved="この内容はお客様の状況と一致していますか。",
        closing="ご不明な点がございましたら、このメッセージにご返信ください。",
        full_stop="。",
    ),
}


def frames_for(language: str) -> tuple[str, Frames]:
    """The language the reply can be written in, and its sentences."""
    code = language if language in FRAMES else DEFAULT_LANGUAGE
    return code, FRAMES[code]
