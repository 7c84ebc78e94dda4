"""The page of pictures: each is shown once, with words for those who cannot see it, and small."""

from pathlib import Path

from gizmo.demo.tour import check

DOCS = Path(__file__).parents[1] / "docs"
SHOWN = "![A queue](tour/queue.png)\n\n*The queue.*\n"


def test_the_tour_shows_every_picture_once_with_a_caption() -> None:
    assert check((DOCS / "tour.md").read_text(), DOCS / "tour") == []


def test_what_is_wrong_with_a_page_is_named(tmp_path: Path) -> None:
    (tmp_path / "queue.png").write_bytes(b"x" * 150_001)
    (tmp_path / "other.png").write_bytes(b"x")
    wrong = check(f"{SHOWN}\n{SHOWN}\n![](tour/gone.png)\n\n*Gone.*\n", tmp_path)
    assert [line.split(":")[0] for line in wrong] == ["other.png", "gone.png", "queue.png", "gone.png", "queue.png"]
