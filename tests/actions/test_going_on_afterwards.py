"""When actions have ended, a run goes on that knows how; what it may say rests on what was done, for this ticket."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from agents import actions as runs
from agents import jobs as agent_jobs
from agents.deciding import approve, deny
from agents.follow_ups import request_investigation
from agents.gateway.tokens import token_of
from agents.models import ActionRequest, Run, Switch
from agents.switches import flip
from drafts.handoffs import open_handoff
from drafts.models import Draft, Handoff
from tests import make_drafts as make
from tests.actions.conftest import CHARGES, Desk, rule
from tests.conftest import Jobs
from tickets.models import Ticket

LOOKING = "We are looking into the second charge."
REFUNDED = "We have refunded the charge ch_again."


@pytest.fixture(autouse=True)
def nothing_is_launched(jobs: Jobs) -> None:
    jobs.hold |= {"agents.jobs.launch", "agents.jobs.end_sandbox", "drafts.jobs.post_note", "drafts.jobs.assign_team"}


def end(run: Run) -> None:
    runs.finish_run(Run.objects.get(pk=run.pk))


def begin(run: Run) -> Run:
    _, token_sha256 = token_of(run.key)
    launched = runs.begin_launch(run.pk, token_sha256)
    assert launched is not None
    runs.mark_running(launched)
    return Run.objects.get(pk=run.pk)


def newest(desk: Desk) -> Run:
    return Run.objects.filter(ticket=desk.run.ticket_id).latest("pk")


def done(desk: Desk, jobs: Jobs, manager: User) -> ActionRequest:
    """Looked up, asked for, handed to people, approved, done."""
    desk.call(CHARGES)
    request = desk.asked()
    desk.call("submit_draft", **make.reply(LOOKING))
    end(desk.run)
    approve(request, user=manager)
    jobs.run()
    return ActionRequest.objects.get(pk=request.pk)


def test_a_run_goes_on_that_has_the_whole_trace(desk: Desk, jobs: Jobs, manager: User) -> None:
    request = done(desk, jobs, manager)
    run = newest(desk)
    assert (run.follows, run.purpose, run.asked_by) == (desk.run, "draft", "system")
    begin(run)
    told = Desk(run, desk.billing).call("get_ticket")
    calls = {call["tool"]: call for call in told["earlier_run"]["tool_calls"]}
    assert "ch_again" in calls[CHARGES]["result"]
    [action] = told["actions"]
    assert (action["id"], action["status"]) == (request.ref, "executed")
    assert action["arguments"] == {"charge_id": "ch_again", "amount": 99, "reason": "Charged twice for November."}
    assert "account-harbour" not in action["text"] and request.key not in str(told)


def test_only_the_executed_action_carries_that_it_was_done(desk: Desk, jobs: Jobs, manager: User) -> None:
    request = done(desk, jobs, manager)
    run = Desk(begin(newest(desk)), desk.billing)
    quote = "billing_issue_refund: done"
    message = desk.ticket.messages.first()
    assert message is not None
    for source, said in (("", ""), (f"message:{message.pk}", message.text[:40]), ("action:999999", quote)):
        cited = [(source, said)] if source else []
        claims = [make.claim(REFUNDED, *cited, kind="action_done")]
        assert run.call("submit_draft", **make.reply(REFUNDED, claims=claims))["accepted"] is False
        run.run.tool_calls.filter(tool="submit_draft").delete()  # as many attempts as it takes
    claims = [make.claim(REFUNDED, (request.ref, quote), kind="action_done")]
    assert run.call("submit_draft", **make.reply(REFUNDED, claims=claims))["accepted"] is True
    citation = Draft.objects.get(run=run.run.pk).claims.get().citations.get()
    assert (citation.verified, citation.executed) == (True, True)


def test_a_deed_that_is_shown_carries_no_promise_beside_it(desk: Desk, jobs: Jobs, manager: User) -> None:
    request = done(desk, jobs, manager)
    run = Desk(begin(newest(desk)), desk.billing)
    more = f"{REFUNDED.rstrip('.')}, and it will be fixed by Friday."
    claims = [make.claim(more, (request.ref, "billing_issue_refund: done"), kind="action_done")]
    answer = run.call("submit_draft", **make.reply(more, claims=claims))
    assert answer["accepted"] is False
    assert "Nothing is promised" in str(answer["problems"])


def test_an_action_that_is_not_done_carries_nothing(desk: Desk, jobs: Jobs, manager: User) -> None:
    request = desk.asked()
    claims = [make.claim(REFUNDED, (request.ref, "billing_issue_refund"), kind="action_done")]
    for waiting in (True, False):
        answer = desk.call("submit_draft", **make.reply(REFUNDED, claims=claims))
        assert answer["accepted"] is False
        assert "No action" in str(answer["problems"])
        jobs.hold.add("agents.jobs.execute_action")
        if waiting:
            approve(request, user=manager)


def test_what_was_done_for_another_ticket_is_an_unknown_source(desk: Desk, jobs: Jobs, manager: User) -> None:
    request = done(desk, jobs, manager)
    other, _ = make.run(make.triaged(text="Was I refunded?", category="billing_question"))
    claims = [make.claim(REFUNDED, (request.ref, "billing_issue_refund: done"), kind="action_done")]
    answer = Desk(other, desk.billing).call("submit_draft", **make.reply(REFUNDED, claims=claims))
    assert "unknown_source" in {problem["rule"] for problem in answer["problems"]}


def test_a_run_still_at_work_ends_first(desk: Desk, jobs: Jobs, manager: User) -> None:
    approve(desk.asked(), user=manager)
    jobs.run()
    assert newest(desk) == desk.run
    desk.call("submit_draft", **make.reply(LOOKING))
    end(desk.run)
    jobs.run()
    assert newest(desk).follows == desk.run


def test_several_actions_are_followed_by_one_run_when_all_are_decided(desk: Desk, jobs: Jobs, manager: User) -> None:
    first, second = desk.asked(amount=10), desk.asked(amount=20)
    desk.call("submit_draft", **make.reply(LOOKING))
    end(desk.run)
    approve(first, user=manager)
    jobs.run()
    assert newest(desk) == desk.run
    deny(second, user=manager, reason="Once is enough.")
    jobs.run()
    agent_jobs.sweep()
    jobs.run()
    assert Run.objects.filter(follows=desk.run).count() == 1
    told = Desk(begin(newest(desk)), desk.billing).call("get_ticket")["actions"]
    assert [action["status"] for action in told] == ["executed", "denied"]


def test_after_a_no_the_reply_is_written_without_it(desk: Desk, jobs: Jobs, manager: User) -> None:
    request = desk.asked()
    desk.call("submit_draft", **make.reply(LOOKING))
    end(desk.run)
    deny(request, user=manager)
    jobs.run()
    assert newest(desk).follows == desk.run


def test_after_a_no_people_who_have_the_ticket_keep_it(desk: Desk, jobs: Jobs, manager: User) -> None:
    request = desk.asked()
    desk.call("submit_handoff", summary="They were charged twice.", reason="Money.")
    end(desk.run)
    deny(request, user=manager)
    jobs.run()
    assert newest(desk) == desk.run
    assert Handoff.objects.filter(ticket=desk.run.ticket_id).count() == 1


def people_only(desk: Desk) -> None:
    """As if a rule had sent it to people as a refund, who let an agent look."""
    end(desk.run)
    Ticket.objects.filter(pk=desk.run.ticket_id).update(category="billing_refund")
    Handoff.objects.filter(ticket=desk.run.ticket_id).delete()
    open_handoff(desk.ticket, summary="Wants money back.", reason="Refunds are for people.")
    desk.run = begin(request_investigation(desk.ticket))


def test_what_people_agreed_to_may_be_told_also_where_people_answer(desk: Desk, jobs: Jobs, manager: User) -> None:
    people_only(desk)
    request = desk.asked()
    desk.call("submit_handoff", summary="Charged twice.", reason="A refund is proposed.")
    end(desk.run)
    approve(request, user=manager)
    jobs.run()
    run = newest(desk)
    assert (run.follows, run.purpose) == (desk.run, "draft")
    assert desk.ticket.stage == Ticket.Stage.HANDOFF
    claims = [make.claim(REFUNDED, (request.ref, "billing_issue_refund: done"), kind="action_done")]
    begin(run)
    assert Desk(run, desk.billing).call("submit_draft", **make.reply(REFUNDED, claims=claims))["accepted"] is True
    end(run)
    assert desk.ticket.stage == Ticket.Stage.REVIEW


def test_what_only_a_rule_allowed_is_told_by_people_there(desk: Desk, jobs: Jobs) -> None:
    rule("allow", ("amount", "lte", 100))
    people_only(desk)
    desk.refund()
    desk.call("submit_handoff", summary="Charged twice.", reason="Refunded by rule.")
    end(desk.run)
    jobs.run()
    assert desk.moved() == [("refund", "99.00")]
    assert newest(desk) == desk.run, "no run goes on"
    assert not Draft.objects.exists()


def test_an_investigating_run_writes_no_reply_and_opens_no_second_handoff(desk: Desk) -> None:
    people_only(desk)
    assert desk.ticket.stage == Ticket.Stage.HANDOFF
    assert "no tool" in desk.call("submit_draft", **make.reply(LOOKING))["error"]
    desk.call("submit_handoff", summary="Charged twice.", reason="Two charges of 99 dollars stand in the books.")
    end(desk.run)
    handoff = Handoff.objects.get(ticket=desk.run.ticket_id)
    assert (Run.objects.get(pk=desk.run.pk).status, desk.ticket.stage) == ("succeeded", "handoff")
    assert handoff.summary == "Charged twice."


def test_a_stopped_installation_goes_on_with_people(desk: Desk, jobs: Jobs, manager: User) -> None:
    jobs.hold.add("agents.jobs.follow_up")
    done(desk, jobs, manager)
    flip(Switch.objects.get_or_create(kind="all", target="")[0], stop=True, reason="drill", user=manager)
    jobs.hold.discard("agents.jobs.follow_up")
    jobs.run()
    assert "drill" in Handoff.objects.get(ticket=desk.run.ticket_id).reason


def test_a_knock_that_was_lost_is_made_up_by_the_sweep(desk: Desk, jobs: Jobs, manager: User, monkeypatch: Any) -> None:
    monkeypatch.setattr("agents.jobs.follow_up", lambda ticket_id: "lost")
    done(desk, jobs, manager)
    assert newest(desk) == desk.run
    agent_jobs.sweep()
    assert newest(desk).follows == desk.run


def test_agents_do_not_go_on_for_ever(desk: Desk, jobs: Jobs, manager: User) -> None:
    for amount in range(1, 9):
        request = desk.asked(amount=amount) if "error" not in (answer := desk.refund(amount=amount)) else None
        assert request, answer
        desk.call("submit_draft", **make.reply(LOOKING))
        end(desk.run)
        approve(request, user=manager)
        jobs.run()
        if newest(desk) == desk.run:
            break
        desk.run = begin(newest(desk))
    assert amount == 4
    assert "several times" in Handoff.objects.get(ticket=desk.run.ticket_id).reason
