"""Filters under a name: one's own, and those of everybody."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tickets import saved_views
from tickets.models import SavedView

pytestmark = pytest.mark.django_db


def test_the_filters_of_the_queue_are_kept_under_a_name(client: Client, engineer: User) -> None:
    client.force_login(engineer)
    answer = client.post("/views/save/", {"name": " My  bugs ", "category": "bug", "stage": "review", "q": "a&b"})
    assert answer["Location"] == "/?stage=review&category=bug&q=a%26b"
    page = client.get(answer["Location"]).content.decode()
    assert '<a href="/?stage=review&amp;category=bug&amp;q=a%26b" aria-current="page">My bugs</a>' in page


def test_filtered_rows_bring_what_would_be_saved_and_an_address_without_empty_parts(
    client: Client, engineer: User
) -> None:
    client.force_login(engineer)
    asked = {"stage": "", "q": "", "category": "bug", "urgency": ""}
    answer = client.get("/", asked, headers={"HX-Request": "true", "HX-Target": "queue", "HX-Trigger": "filters"})
    assert answer["HX-Push-Url"] == "/?category=bug"
    form = answer.content.decode().partition('<span id="view-filters" hidden hx-swap-oob="true">')[2]
    assert '<input type="hidden" name="category" value="bug">' in form
    again = client.get("/", asked, headers={"HX-Request": "true", "HX-Target": "queue", "HX-Trigger": "queue"})
    assert "HX-Push-Url" not in again  # rows that come new by themselves leave the address alone


def test_the_same_name_again_replaces_it(engineer: User) -> None:
    for query in ("stage=new", "stage=review"):
        saved_views.save(engineer, name="Mine", query=query)
    assert SavedView.objects.get().query == "stage=review"


def test_one_sees_ones_own_and_everybodys_only(engineer: User, manager: User) -> None:
    saved_views.save(manager, name="Secret", query="")
    SavedView.objects.create(name="Shared", query="stage=handoff")
    assert [view.name for view in saved_views.of(engineer)] == ["Shared"]


def test_nobody_removes_anothers_view(client: Client, engineer: User, manager: User) -> None:
    theirs = saved_views.save(manager, name="Theirs", query="")
    client.force_login(engineer)
    client.post(f"/views/{theirs.pk}/remove/")
    assert SavedView.objects.filter(pk=theirs.pk).exists()
    client.force_login(manager)
    client.post(f"/views/{theirs.pk}/remove/")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", "   "])
def test_a_view_needs_a_name(client: Client, engineer: User, name: str) -> None:
    client.force_login(engineer)
    page = client.post("/views/save/", {"name": name}, follow=True).content.decode()
    assert "Give the view a name." in page
    assert not SavedView.objects.exists()


def test_too_many_views_are_refused(engineer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_views, "MOST", 1)
    saved_views.save(engineer, name="One", query="")
    saved_views.save(engineer, name="One", query="stage=new")
    with pytest.raises(saved_views.NotSaved, match="remove one first"):
        saved_views.save(engineer, name="Two", query="")
