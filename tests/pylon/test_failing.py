"""What fails at Pylon, and what the product may conclude from it."""

import pytest

from tests.pylon.server import NOBODY, PylonServer
from tickets.pylon import PylonError, Recipients, SdkPylon

ADA = Recipients(to=("ada@harbour.example",))


def reply(pylon_sim: PylonServer, opened: dict, timeout: float = 5) -> PylonError:
    with pytest.raises(PylonError) as caught:
        pylon_sim.client(timeout=timeout).reply(
            opened["id"], message_id=opened["message_ids"][0], body_html="<p>Once.</p>", recipients=ADA
        )
    return caught.value


def test_a_read_waits_as_long_as_pylon_asks(pylon_sim: PylonServer) -> None:
    opened = pylon_sim.open_issue()
    pylon_sim.fault("429", path="^/issues/", retry_after=2)
    assert pylon_sim.client().issue(opened["id"]).number == 1001
    assert pylon_sim.slept == [2]


def test_a_wait_too_long_for_a_worker_is_handed_to_the_queue(pylon_sim: PylonServer) -> None:
    pylon_sim.fault("429", retry_after=60)
    with pytest.raises(PylonError) as caught:
        pylon_sim.client().me()
    assert (caught.value.permanent, caught.value.retry_after, caught.value.code) == (False, 60, "rate_limited")
    assert pylon_sim.slept == []


def test_a_read_outlives_a_server_error_and_a_dropped_connection(pylon_sim: PylonServer) -> None:
    pylon_sim.fault("500")
    pylon_sim.fault("reset")
    assert pylon_sim.client().me().organization
    assert len(pylon_sim.slept) == 2


def test_a_read_gives_up_after_a_few_attempts(pylon_sim: PylonServer) -> None:
    pylon_sim.fault("500", times=10)
    with pytest.raises(PylonError) as caught:
        pylon_sim.client().me()
    assert (caught.value.permanent, caught.value.outcome_unknown) == (False, False)
    assert pylon_sim.control("GET", "faults")["faults"][0]["times"] == 7


def test_a_reply_that_was_rate_limited_was_not_sent(pylon_sim: PylonServer) -> None:
    opened = pylon_sim.open_issue()
    pylon_sim.fault("429", method="POST", retry_after=3)
    error = reply(pylon_sim, opened)
    assert (error.permanent, error.outcome_unknown, error.retry_after) == (False, False, 3)
    assert pylon_sim.outbox() == [] and pylon_sim.slept == []


@pytest.mark.parametrize("kind", ["500_after_commit", "hang_after_commit", "reset_after_commit"])
def test_a_reply_that_left_but_was_not_confirmed_can_be_found_by_reading(pylon_sim: PylonServer, kind: str) -> None:
    opened = pylon_sim.open_issue()
    pylon_sim.fault(kind, method="POST", path="/reply$", times=5)
    error = reply(pylon_sim, opened, timeout=0.3)
    assert error.outcome_unknown and not error.permanent
    [record] = pylon_sim.outbox()
    assert pylon_sim.client().messages(opened["id"])[-1].id == record["id"]


@pytest.mark.parametrize("kind", ["500", "hang", "reset"])
def test_a_reply_that_did_not_leave_is_unknown_too_and_never_repeated(pylon_sim: PylonServer, kind: str) -> None:
    opened = pylon_sim.open_issue()
    pylon_sim.fault(kind, method="POST", path="/reply$", times=5)
    error = reply(pylon_sim, opened, timeout=0.3)
    assert error.outcome_unknown and not error.permanent
    assert pylon_sim.outbox() == []
    assert pylon_sim.control("GET", "faults")["faults"][0]["times"] == 4


def test_changing_the_team_is_not_repeated_either(pylon_sim: PylonServer) -> None:
    opened = pylon_sim.open_issue()
    pylon_sim.fault("500", method="PATCH", times=5)
    with pytest.raises(PylonError) as caught:
        pylon_sim.client().assign_team(opened["id"], "team-security")
    assert caught.value.outcome_unknown
    assert pylon_sim.control("GET", "faults")["faults"][0]["times"] == 4


def test_a_reply_that_found_nobody_at_the_address_was_not_sent() -> None:
    client = SdkPylon(token="any", base_url=NOBODY)
    with pytest.raises(PylonError) as caught:
        client.reply("issue-1", message_id="message-1", body_html="<p>Once.</p>", recipients=ADA)
    client.close()
    assert (caught.value.permanent, caught.value.outcome_unknown) == (False, False)
