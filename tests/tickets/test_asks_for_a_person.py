"""A wish for a person is heard in any wording and many languages; people, agents and calls of programs are not one."""

import pytest

from tickets.asking import asks_for_human

ASKS = [
    "let me speak to a real person",
    "Is there a human there?",
    "stop the bot replies",
    "Please escalate to your manager",
    "call me",
    "Can you call me back at +1 555 0100?",
    "I'd like to talk to someone who actually understands Postgres.",
    "Could somebody give me a ring please",
    "I demand to see your supervisor",
    "Get me a human",
    "human please",
    "agent",
    "Can I get a live agent?",
    "No more bots. I want an actual person on this.",
    "I don't want to talk to a bot",
    "Are you a bot?",
    "Am I talking to a robot?",
    "these automated answers are useless, connect me with an engineer",
    "I'd prefer to deal with a human being",
    "can we hop on a call with one of your engineers?",
    "Please pass this on to a real human.",
    "Enough with the canned responses!",
    "Why can't I talk to a human?",
    "I want to talk to a human, not a bot",
    "Has anyone actually read my ticket?",
    "please stop sending me automated replies",
    "put me through to a manager",
    "I would rather speak with a person",
    "This needs to be escalated",
    "is anybody there?",
    "Can a human please look at this?",
    "I need a human to look at this",
    "Would a real person please respond",
    "who can I talk to about this? a person please",
    "Transfer me to tier 2",
    "I'd like a person to review this",
    "Can I have somebody from your team phone me?",
    "Do you have actual people working there?",
    "Je veux parler à un humain",
    "Pouvez-vous me mettre en relation avec un conseiller ?",
    "J'aimerais discuter avec une vraie personne, pas un robot",
    "Rappelez-moi s'il vous plaît",
    "Ich möchte mit einem echten Menschen sprechen",
    "Kann ich bitte mit einem Mitarbeiter reden?",
    "Bitte verbinden Sie mich mit Ihrem Vorgesetzten",
    "Rufen Sie mich bitte zurück",
    "Ich will keinen Bot, sondern einen Menschen",
    "Quiero hablar con una persona real",
    "¿Me pueden comunicar con un agente humano?",
    "Necesito hablar con alguien de soporte",
    "Llámenme por favor",
    "Quero falar com um atendente",
    "Posso falar com uma pessoa de verdade?",
    "Voglio parlare con un operatore",
    "Posso parlare con una persona vera?",
    "Ik wil graag een medewerker spreken",
    "Kan ik met een echt mens praten?",
    "Chcę rozmawiać z człowiekiem",
    "Proszę połączyć mnie z konsultantem",
    "Jag vill prata med en riktig människa",
    "Kan jag få prata med någon?",
    "Jeg vil gerne tale med et menneske",
    "Jeg vil snakke med en ekte person",
    "Haluan puhua ihmisen kanssa",
    "Voinko puhua asiakaspalvelijan kanssa?",
    "人間の担当者と話したいです",
    "オペレーターにつないでください",
    "ボットではなく人と話したい",
    "我要转人工",
    "请帮我联系真人客服",
    "我想和真人说话",
    "我想跟你们经理谈谈",
    "상담원과 통화하고 싶습니다",
    "사람이랑 얘기하고 싶어요",
    "Хочу поговорить с живым человеком",
    "Соедините меня с оператором",
    "позовите менеджера",
    "Gerçek bir insanla konuşmak istiyorum",
    "Beni bir temsilciye bağlayın",
    "أريد التحدث مع شخص حقيقي",
    "أريد التحدث إلى موظف",
    "Chci mluvit s člověkem",
    "Vreau să vorbesc cu o persoană reală",
    "Szeretnék egy emberrel beszélni",
    "Θέλω να μιλήσω με άνθρωπο",
    "אני רוצה לדבר עם נציג אנושי",
    "मैं किसी इंसान से बात करना चाहता हूँ",
    "Saya ingin berbicara dengan manusia",
    "Tôi muốn nói chuyện với người thật",
    "ฉันต้องการคุยกับเจ้าหน้าที่",
    "Хочу поговорити з людиною",
    "می\u200cخواهم با یک انسان صحبت کنم",
]
DOES_NOT_ASK = [
    "I don't want to talk to a bot, a docs link is fine",
    "how do I add a person to my team",
    "The contact form in my app does not submit",
    "agent nodes are offline",
    "how to get human-readable logs",
    "no need to call me, an email is enough",
    "I don't need to speak to anyone, just send me the docs",
    "Our build agent can't contact the operator",
    "The Kubernetes operator cannot reach the agent pods",
    "How do I let my users chat with an agent in our app?",
    "We are building a chatbot where visitors can talk to a human",
    "The 'talk to a human' button in my widget is broken",
    "How do I stop bots from crawling my site?",
    "The function call returns 500, see the call stack",
    "How can I transfer my app to another person's account?",
    "A person on my team cannot log in",
    "can someone explain what QS-4312 means?",
    "someone please help, my deploy fails",
    "Anyone else seeing 502s?",
    "is there anyone who can fix the DNS of my domain? ",
    "We use an AI assistant; its API token expired",
    "How do I configure the user agent header?",
    "How do I invite someone to my workspace?",
    "My manager asked me to upgrade our plan",
    "The engineer on our team removed the variable",
    "Does the webhook call me when the build ends?",
    "Call me old-fashioned but I like logs",
    "The captcha says I'm not a robot but fails",
    "robots.txt is not served",
    "how do I escalate privileges in the container? ",
    "Alerting: how do I set up an escalation policy?",
    "Please do not transfer me to an agent, I only want the link",
    "I can fix this without talking to a human, right?",
    "Chat messages between users are lost after redeploy",
    "We want to connect to the database",
    "Comment ajouter une personne à mon équipe ?",
    "Le formulaire de contact ne marche pas",
    "L'agent de build ne répond plus",
    "Wie füge ich eine Person zu meinem Team hinzu?",
    "Das Kontaktformular in meiner App funktioniert nicht",
    "Wie verbinde ich meine Domain mit der App?",
    "Ich möchte nicht mit einem Menschen sprechen, ein Link reicht",
    "¿Cómo añado una persona a mi equipo?",
    "No quiero hablar con nadie, solo un enlace",
    "El formulario de contacto no funciona",
    "Como adiciono uma pessoa ao time?",
    "Come aggiungo una persona al team?",
    "Hoe voeg ik een persoon toe aan mijn team?",
    "Jak dodać osobę do zespołu?",
    "Hur lägger jag till en person i mitt team?",
    "チームに人を追加するには?",
    "怎么把人添加到团队?",
    "人工智能模型部署失败",
    "팀에 사람을 추가하려면 어떻게 하나요?",
    "Как добавить человека в команду?",
    "Takıma nasıl kişi eklerim?",
    "كيف أضيف شخصا إلى فريقي؟",
    "Could someone from your team take a look? The build log is attached.",
    "what hours is customer support available?",
    "Let me know if you need anything else from me",
    "We have 3 engineers and a manager who need access",
    "What is the maximum number of people per team?",
    "Our sales team uses the dashboard",
    "I talked to my manager and he approved the upgrade",
    "We spoke with someone at Stripe and they said the webhook is fine",
]


@pytest.mark.parametrize("text", ASKS)
def test_a_wish_for_a_person_is_heard(text: str) -> None:
    assert asks_for_human(text)


@pytest.mark.parametrize("text", DOES_NOT_ASK)
def test_what_only_speaks_of_people_is_no_wish(text: str) -> None:
    assert asks_for_human(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "My deploy hangs.\n> Let me know if you want to speak to a real person.\nIt still hangs.",
        "Thanks!\n\nOn Mon, 2 Mar 2026 at 09:00, Sam <sam@team.example> wrote:\nWant to talk to a human?",
        "The log says:\n```\nspeak to a human\n```",
    ],
)
def test_words_of_others_are_not_the_customers(text: str) -> None:
    assert asks_for_human(text) == ""


@pytest.mark.parametrize(
    "text",
    ["I want to sp\u200beak to a hu\u00adman", "ＬＥＴ ＭＥ ＳＰＥＡＫ ＴＯ Ａ ＨＵＭＡＮ", "SPEAK TO A HUMAN!!!"],
)
def test_a_wish_in_disguise_is_heard(text: str) -> None:
    assert asks_for_human(text)


@pytest.mark.parametrize("text", ["speak to a oeprator pls", "i want to tlak to somone", "contct a perosn"])
def test_a_slip_of_the_finger_hides_no_wish(text: str) -> None:
    assert asks_for_human(text)


def test_a_huge_text_is_read_at_both_ends() -> None:
    assert asks_for_human("word " * 200_000 + "let me speak to a person")
