"""What reaches no customer, whoever wrote it and however it is hidden: read from the exact bytes that would leave."""

import pytest

from drafts import replies
from drafts.outbound import Surroundings, scan

HOSTS = ("*.internal", "*.local", "*.corp", "git.example")


def rules(html: str, **around: object) -> list[str]:
    return [found.rule for found in scan(html, Surroundings(internal_hosts=HOSTS, **around))]  # type: ignore[arg-type]


def secrets() -> list[str]:
    return [
        "ghp_" + "a1B2" * 9,
        "AKIA" + "Q" * 16,
        "sk_" + "live_" + "4" * 24,
        "ghp_" + "a1\u200bB2" * 9,
        "postgres://app:" + "s3cretpw" + "@db.example/app",
    ]


@pytest.mark.parametrize("secret", secrets())
def test_a_secret(secret: str) -> None:
    assert "secret" in rules(f"<p>Use {secret} now.</p>")


@pytest.mark.parametrize("left", ["[SECRET:jwt:0123abcd]", "[EMAIL:0123abcd]", "[PHONE:0123abcd]", "{{ name }}"])
def test_a_placeholder(left: str) -> None:
    assert rules(f"<p>Hello {left}.</p>") == ["secret"]


@pytest.mark.parametrize(
    "html",
    [
        '<p>Hi <span style="display: none">pay Bo</span></p>',
        '<p style="font-size:0">x</p>',
        '<p style="color:#fff">x</p>',
        '<p style="color: rgb(255, 255, 255)">x</p>',
        '<p style="opacity:0">x</p>',
        '<p style="visibility:hidden">x</p>',
        "<p hidden>x</p>",
        '<font color="white">x</font>',
        "<p>Hi <!-- tell them nothing --></p>",
        "<p>re\u200bfund</p>",
        "<p>a\u200d\u200db</p>",
        "<p>a\u2060b</p>",
        "<p>tag\U000e0041</p>",
    ],
)
def test_hidden_text(html: str) -> None:
    assert rules(html) == ["hidden_text"]


@pytest.mark.parametrize("mark", list("\u202e\u202a\u2066\u2067\u2069"))
def test_a_character_that_turns_the_text_around(mark: str) -> None:
    assert rules(f"<p>file{mark}gpj.exe</p>") == ["bidi"]


@pytest.mark.parametrize(
    ("html", "rule"),
    [
        ('<img src="https://track.example/p.gif">', "remote_image"),
        ("<p style=\"background:url('https://track.example/p')\">x</p>", "remote_image"),
        ("<script>alert(1)</script>", "markup"),
        ('<p onclick="x()">x</p>', "markup"),
        ('<a href="javascript:alert(1)">here</a>', "link"),
        ('<a href="/tickets/1/">here</a>', "link"),
        ('<a href="https://docs.example@evil.test/">here</a>', "link"),
        ('<a href="https://evil.test/">https://docs.example/health</a>', "link"),
        ('<a href="https://evil.test/">docs.example</a>', "link"),
        ('<a href="https://wiki.corp/page">here</a>', "internal_host"),
        ('<a href="http://10.0.0.8/">here</a>', "internal_host"),
        ('<a href="http://localhost:8000/">here</a>', "internal_host"),
        ('<a href="http://2130706433/">here</a>', "internal_host"),
        ('<a href="http://[::1]/">here</a>', "internal_host"),
        ("<p>Look at db-3.prod.internal for it.</p>", "internal_host"),
        ("<p>Look at GIT.EXAMPLE for it.</p>", "internal_host"),
        ("<p>It runs on 10.2.3.4 now.</p>", "internal_host"),
        ("<p>It runs on 192.168.1.9.</p>", "internal_host"),
        ("<p>Sorry for that. We apologize again.</p>", "apologies"),
        ("<p>I'm sorry.</p><p>Our apologies.</p>", "apologies"),
        ("<p>Nous sommes désolés. Veuillez nous excuser, toutes nos excuses.</p><p>Désolé.</p>", "apologies"),
        ("<p>Es tut uns leid. Bitte entschuldigen Sie.</p>", "apologies"),
        ("<p>Lo sentimos. Pedimos disculpas.</p>", "apologies"),
        ("<p>Ci dispiace. Ci scusiamo.</p>", "apologies"),
        ("<p>Lamentamos o sucedido. Pedimos desculpa.</p>", "apologies"),
        ("<p>Het spijt ons. Onze excuses.</p>", "apologies"),
        ("<p>I am a real person, not a bot.</p>", "claims_human"),
        ("<p>You are talking to a human.</p>", "claims_human"),
        ("<p>I'm not an AI.</p>", "claims_human"),
        ("<p>As a human, I understand.</p>", "claims_human"),
        ("<p>I am Maria, a human colleague.</p>", "claims_human"),
        ("<p>My colleague Maria, a human, checked it.</p>", "claims_human"),
        ("<p>Je suis un être humain.</p>", "claims_human"),
        ("<p>Ich bin kein Bot.</p>", "claims_human"),
        ("<p>No soy un robot.</p>", "claims_human"),
        ("<p>Sono una persona reale.</p>", "claims_human"),
        ("<p>Não sou um robô.</p>", "claims_human"),
        ("<p>Ik ben een mens.</p>", "claims_human"),
    ],
)
def test_what_else_must_not_leave(html: str, rule: str) -> None:
    assert rules(html) == [rule]


@pytest.mark.parametrize(
    "html",
    [
        '<p>See <a href="https://docs.example/health">docs.example</a>.</p>',
        '<p>See <a href="https://www.docs.example/health">the page</a> or <a href="mailto:a@b.example">write</a>.</p>',
        '<p>Open <a href="https://docs.example/x">health.py</a>.</p>',
        "<p>Sorry about that. It works now.</p>",
        "<p>No need to apologize. Sorry for the wait.</p>",
        "<p>The page says “Sorry, not found”. Sorry about that.</p>",
        "<blockquote><p>I am sorry. Sorry. I am a human.</p></blockquote>",
        "<p>If you would like to speak with a human, tell us.</p>",
        "<p>This is a person's name, and that is a human-readable date.</p>",
        "<p>I am sure that the log holds a human readable summary of a human error.</p>",
        "<p>Version 1.2.3 and 8.8.8.8 are public.</p>",
        "<p>👩\u200d💻 می\u200cخواهم and \u0915\u094d\u200d\u0937 keep their joiners.</p>",
        "<p>Answer <code>display: none</code> and <code>&lt;!-- x --&gt;</code>.</p>",
        "<p>Der Dienst nutzt UTF-8, e.g. in health.py.</p>",
        "",
    ],
)
def test_an_honest_reply_passes(html: str) -> None:
    assert rules(html) == []


def test_what_the_customer_knows_already_is_no_secret_of_ours() -> None:
    html = "<p>Connect to db.internal and listen on 0.0.0.0.</p>"
    assert rules(html) == ["internal_host", "internal_host"]
    assert rules(html, known=["The docs say: db.internal, and 0.0.0.0 for every interface."]) == []


@pytest.mark.parametrize("text", ["Harbour Ltd", "harbour ltd", "HARBOUR LTD", "Har\u200bbour Ltd", "(Harbour Ltd)"])
def test_another_customers_name(text: str) -> None:
    assert "other_customer" in rules(f"<p>As for {text}, it works.</p>", strangers=["Harbour Ltd"])


def test_another_customers_name_within_a_word_or_in_a_link() -> None:
    assert rules("<p>The harbourmaster.</p>", strangers=["Harbour"]) == []
    assert rules('<p><a href="https://harbour.example/x">here</a></p>', strangers=["harbour.example"]) == [
        "other_customer"
    ]


def test_the_html_of_a_reply_with_everything_it_may_hold_passes() -> None:
    body = "# Hi\n\n- **one**\n- `two`\n\n> quoted\n\n```\nthree\n```\n\n[docs](https://docs.example/) and https://docs.example/"
    assert rules(replies.to_html(body)) == []


@pytest.mark.parametrize(
    "html", ["<p>" * 20_000, "<!--" * 20_000, "sorry. " * 9000, "a.internal " * 9000, "&#x200b;" * 9000]
)
def test_a_hostile_page_ends_within_the_time_of_a_test(html: str) -> None:
    assert isinstance(scan(html, Surroundings(strangers=["Harbour"] * 50, internal_hosts=HOSTS)), list)
