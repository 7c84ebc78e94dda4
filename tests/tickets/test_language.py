"""The language of a short message, told from its prose alone."""

import pytest

from tickets.language import detect, name_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("My deploy is stuck since this morning.", "en"),
        ("Bonjour, mon déploiement est bloqué depuis ce matin.", "fr"),
        ("Hallo, unser Deployment hängt seit heute Morgen.", "de"),
        ("Nuestro despliegue está bloqueado desde esta mañana.", "es"),
        ("O nosso deploy está bloqueado desde esta manhã.", "pt"),
        ("Il nostro deploy è bloccato da stamattina.", "it"),
        ("Onze deploy zit sinds vanochtend vast.", "nl"),
        ("デプロイが今朝から止まっています。", "ja"),
        ("我们的部署从今天早上开始卡住了。", "zh"),
        ("배포가 오늘 아침부터 멈췄습니다.", "ko"),
        ("האתר לא עובד מהבוקר", "he"),
        ("Wdrożenie wisi od rana, proszę o pomoc.", "pl"),
        ("Vår deploy har hängt sig sedan i morse.", "sv"),
        ("Vores udrulning har hængt siden i morges.", "da"),
        ("Utrullingen vår har hengt siden i morges.", "no"),
        ("Julkaisumme on jumissa aamusta asti.", "fi"),
        ("Деплой завис с самого утра.", "ru"),
        ("Dağıtımımız bu sabahtan beri takılı kaldı.", "tr"),
        ("النشر متوقف منذ هذا الصباح.", "ar"),
        ("我们的部署从今天早上5点开始卡住了。", "zh"),
        ("退款", "zh"),
        ("Bonjour, notre déploiement échoue :\nError: health check did not pass in time\nMerci de votre aide", "fr"),
        ("Hallo zusammen, unser Server antwortet nicht. I have already tried to restart it three times.", ""),
        ("login problem", ""),
        ("kubectl get pods --all-namespaces", ""),
        ("SELECT id FROM users WHERE name = 'x'", ""),
        ("Bonjour, voici l'erreur :\n```\nError: health check did not pass within the time\n```\nMerci !", "fr"),
        ("Hallo, was bedeutet das?\n> Your deploy failed because the health check did not pass\n> Regards", "de"),
        ("Hola, ¿qué significa `health check did not pass within 60 seconds` en mi aplicación?", "es"),
        ("```\nnpm run build\n```", ""),
        ("```\nnever closed, so all of this is code", ""),
        ("    at main (server.js:1)\n\treturn nothing", ""),
        ("https://status.example/incidents/42 ada@harbour.example", ""),
        ("[SECRET:password:0a1b2c3d] [EMAIL:0a1b2c3d]", ""),
        ("> all of it quoted from our own mail", ""),
        ("ok", ""),
        ("502 !!! 👩‍🚀", ""),
        ("", ""),
    ],
)
def test_the_prose_tells_the_language(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("fr", "French"),
        ("EN", "English"),
        ("", "unknown"),
        ("xx", "xx"),
        ("name", "name"),
        ("no", "Norwegian"),
        ("zh", "Chinese"),
    ],
)
def test_a_language_has_a_name(code: str, name: str) -> None:
    assert name_of(code) == name
