"""A draft that waits for its reviewers, on a ticket that came from Pylon."""

import re
from typing import Any

from agents import actions as runs
from agents.gateway.tokens import token_of
from agents.models import Run
from drafts.models import Draft
from tests import make_drafts as make
from tests.browser.conftest import Product
from tests.pylon.server import until

QUESTION = "My deploy is stuck in the health check for 60 seconds. What can I do about it?"
SAVED = re.compile(r"^(Saved|Version \d+, saved) ")  # as it happens, and in a new copy of the panel
# A new copy of the draft's panel, until it stays as it is. Answers what has the focus when it comes in. Other panels
# come new at times of their own.
REFRESHED = """() => new Promise(done => {
  const ofDraft = (name, then) => document.addEventListener(name, function each(event) {
    if (event.detail.target.id !== 'draft') return;
    document.removeEventListener(name, each);
    then();
  });
  ofDraft('htmx:afterSwap', () => {
    const focused = document.activeElement.id;
    ofDraft('htmx:afterSettle', () => requestAnimationFrame(() => done(focused)));
  });
  gizmoLive.renew('draft', 0);
})"""


def a_draft(product: Product, *points: str, **parts: Any) -> tuple[Draft, dict[str, Any]]:
    """The draft and the issue it answers. No other run begins: the agent's part is over."""
    product.jobs.hold.add("agents.jobs.launch")
    issue = product.pylon.open_issue(QUESTION)
    until(lambda: Run.objects.filter(status=Run.Status.QUEUED).exists(), 30)
    queued = Run.objects.get()
    run = runs.begin_launch(queued.pk, token_of(queued.key)[1])
    assert run is not None
    runs.mark_running(run)
    said = points or (make.FACT,)
    claims = [make.claim(make.FACT, (f"passage:{make.passage().pk}", make.FACT))]
    draft = make.submitted(Run.objects.get(), make.reply(*said, claims=claims, **parts))
    runs.finish_run(Run.objects.get())
    return draft, issue
