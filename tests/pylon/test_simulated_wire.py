"""The simulator answers the unmodified SDK as Pylon would, beyond what our own client asks."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import usepylon
from usepylon import Filter
from usepylon.types.custom_field_value import CustomFieldValue

from tests.pylon.server import TOKEN, PylonServer


@pytest.fixture
def sdk(pylon_sim: PylonServer) -> Iterator[usepylon.Pylon]:
    with httpx.Client(trust_env=False) as http:
        yield usepylon.Pylon(token=TOKEN, base_url=pylon_sim.base_url, httpx_client=http, max_retries=0)


@pytest.fixture
def three_issues(pylon_sim: PylonServer) -> None:
    pylon_sim.open_issue(title="Slow build", state="closed", tags=["builds"])
    pylon_sim.open_issue(title="Slow deploy", tags=["deploys", "urgent"], team_id="team-one")
    pylon_sim.open_issue(title="Invoice", tags=["billing"], source="slack")


OPEN = Filter(field="state", operator="not_in", values=["closed"])
SLOW = Filter(field="title", operator="string_contains", value="slow")


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        (None, ["Invoice", "Slow deploy", "Slow build"]),
        (OPEN, ["Invoice", "Slow deploy"]),
        (Filter(operator="and", subfilters=[OPEN, SLOW]), ["Slow deploy"]),
        (Filter(field="tags", operator="in", values=["urgent", "billing"]), ["Invoice", "Slow deploy"]),
        (Filter(field="tags", operator="does_not_contain", value="billing"), ["Slow deploy", "Slow build"]),
        (Filter(field="team_id", operator="equals", value="team-one"), ["Slow deploy"]),
        (Filter(field="assignee_id", operator="is_set"), []),
        (
            Filter(operator="or", subfilters=[Filter(field="state", operator="equals", value="closed"), SLOW]),
            ["Slow deploy", "Slow build"],
        ),
    ],
)
def test_search_filters_select_issues(
    sdk: usepylon.Pylon, three_issues: None, asked: Filter | None, titles: list[str]
) -> None:
    found = sdk.issues.search(filter=asked) if asked else sdk.issues.search(limit=1)
    assert [issue.title for issue in found] == titles


@pytest.mark.parametrize(
    "asked",
    [
        Filter(field="updated_at", operator="time_range", values=["2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z"]),
        Filter(field="updated_at", operator="time_is_after", value="2026-01-01"),
        Filter(field="state", operator="time_is_after", value="2026-01-01T00:00:00Z"),
        Filter(field="favourite_colour", operator="equals", value="blue"),
        Filter(operator="and", subfilters=[Filter(operator="or", subfilters=[Filter(operator="and", subfilters=[])])]),
    ],
)
def test_a_filter_pylon_would_refuse_is_refused(sdk: usepylon.Pylon, asked: Filter) -> None:
    with pytest.raises(usepylon.BadRequestError):
        sdk.issues.search(filter=asked)


def test_a_change_replaces_tags_and_merges_custom_fields(pylon_sim: PylonServer, sdk: usepylon.Pylon) -> None:
    opened = pylon_sim.open_issue(tags=["one"], custom_fields={"priority": "low", "area": ["a"]}, team_id="team-one")
    fields = [CustomFieldValue(slug="priority", value="high")]
    changed = sdk.issues.update(opened["id"], tags=["two"], custom_fields=fields, team_id="", state="on_hold").data
    assert (changed.tags, changed.team, changed.state) == (["two"], None, "on_hold")
    known = {slug: field.value or field.values for slug, field in (changed.custom_fields or {}).items() if field}
    assert known == {"priority": "high", "area": ["a"]}


def test_issues_are_listed_by_when_they_were_created(sdk: usepylon.Pylon, three_issues: None) -> None:
    now = datetime.now(UTC)
    listed = sdk.issues.list(start_time=now - timedelta(days=300), end_time=now + timedelta(days=1), limit=2)
    assert [issue.number for issue in listed] == [1003, 1002, 1001]
    with pytest.raises(usepylon.BadRequestError):
        sdk.issues.list(start_time=now - timedelta(days=366), end_time=now)


def test_a_made_up_cursor_and_a_reused_id_are_refused(pylon_sim: PylonServer, sdk: usepylon.Pylon) -> None:
    opened = pylon_sim.open_issue()
    for cursor in ("nonsense", "W10=", "W1tdXQ=="):
        with pytest.raises(usepylon.BadRequestError):
            sdk.issues.messages.list(opened["id"], cursor=cursor)
    again = {"text": "again", "id": opened["message_ids"][0]}
    assert pylon_sim.http.post(f"/_sim/issues/{opened['id']}/messages", json=again).status_code == 409
