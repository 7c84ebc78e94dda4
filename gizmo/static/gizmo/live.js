"use strict";
// The websocket, and how a page follows it: hints come in, panels that can have changed are fetched again.
(() => {
  const body = document.body;
  const topic = body.dataset.topic;
  const COALESCE = 300;
  const NEVER = 4403; // not signed in, or no such topic
  const waiting = new Set();
  let timer = 0;
  let refused = false; // the websocket; it would be again, until somebody signs in

  const announce = (text) => {
    const region = document.getElementById("announce");
    if (region.textContent !== text) region.textContent = text;
  };

  const notice = (text, ...more) => {
    const box = document.getElementById("notice");
    box.querySelector("p").replaceChildren(text, ...more);
    box.hidden = false;
  };
  document.getElementById("notice-close").addEventListener("click", () => {
    document.getElementById("notice").hidden = true;
  });

  // "all" follows every event; "draft. run.finished" follows what begins so.
  const follows = (panel, event) =>
    panel.dataset.refresh === "all" ||
    panel.dataset.refresh.split(" ").some((prefix) => event.startsWith(prefix));

  const refresh = (event, delay = COALESCE) => {
    for (const panel of document.querySelectorAll("[data-refresh]")) {
      if (event === null || follows(panel, event)) waiting.add(panel.id);
    }
    // Throttled, not debounced: a busy stream of hints must not postpone the page for ever.
    if (!timer) timer = setTimeout(flush, delay);
  };

  // One panel, whatever has happened.
  const renew = (id, delay = COALESCE) => {
    waiting.add(id);
    if (!timer) timer = setTimeout(flush, delay);
  };

  const flush = () => {
    timer = 0;
    for (const id of [...waiting]) {
      const panel = document.getElementById(id);
      // The answer that is on its way may be older than this hint, and what is asked meanwhile goes with the old panel.
      if (panel?.classList.contains("htmx-request")) continue;
      waiting.delete(id);
      if (panel) htmx.trigger(panel, "refresh");
    }
    if (waiting.size) timer = setTimeout(flush, COALESCE);
  };

  // What is pressed stays where it is until it is let go: a new copy of its panel would take the click with it. So does
  // a field in which an input method puts a word together.
  let pressed = null;
  let composing = null;
  document.addEventListener("compositionstart", (event) => { composing = event.target; });
  for (const name of ["compositionend", "focusout"]) document.addEventListener(name, () => { composing = null; });
  addEventListener("pointerdown", (event) => { pressed = event.button === 0 ? event.target : null; }, true);
  for (const name of ["pointerup", "pointercancel", "contextmenu"]) {
    addEventListener(name, () => setTimeout(() => { pressed = null; }), true);
  }
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, requestConfig } = event.detail;
    if (requestConfig.verb !== "get" || requestConfig.elt !== target) return;
    if (!target.contains(pressed) && !target.contains(composing)) return;
    event.detail.shouldSwap = false;
    renew(target.id);
  });

  // What a person has opened or typed survives the new copy of its panel.
  const kept = new Map();
  const reopened = new Set();
  const isDirty = (field) =>
    field.tagName === "SELECT"
      ? [...field.options].some((option) => option.selected !== option.defaultSelected)
      : field.value !== field.defaultValue;
  // Why something was refused stays on the screen for a while, whatever else happens to the panel.
  const READ = 20000;
  const stillNew = (panel) => {
    const problem = panel.querySelector(":scope > .problem");
    if (!problem) return null;
    problem.removeAttribute("role"); // said once
    problem.dataset.since ||= String(Date.now());
    return Date.now() - Number(problem.dataset.since) < READ ? problem : null;
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    const target = event.detail.target;
    const { requestConfig, xhr, shouldSwap } = event.detail;
    if (!target?.id || !shouldSwap) return;
    // A form that was taken is done with; one that was refused keeps what was typed into it, and so do all others.
    const taken = requestConfig.verb !== "get" && xhr.status < 400 ? requestConfig.elt : null;
    const stays = (each) => !taken || !(taken.contains(each) || each.contains(taken) || each.form === taken);
    kept.set(target.id, {
      problem: requestConfig.verb === "get" ? stillNew(target) : null,
      open: [...target.querySelectorAll("details[open][id]")].filter(stays).map((each) => each.id),
      shown: [...target.querySelectorAll("#reject-form:not([hidden])")].some(stays),
      fields: [...target.querySelectorAll("input[id]:not([type=hidden]), textarea[id]:not(#editor), select[id]")]
        .filter((field) => isDirty(field) && stays(field))
        .map((field) => [field.id, field.value]),
      looks: [...target.querySelectorAll(".again-here[id]")].map((each) => [each.id, [...each.childNodes]]),
    });
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const state = kept.get(event.detail.target?.id);
    if (!state) return;
    kept.delete(event.detail.target.id);
    if (state.problem) document.getElementById(event.detail.target.id)?.prepend(state.problem);
    for (const id of state.open) {
      const details = document.getElementById(id);
      if (!details || details.open) continue;
      details.open = true;
      const summary = details.querySelector("summary[hx-get]");
      if (summary) reopened.add(summary);
    }
    for (const [id, value] of state.fields) {
      const field = document.getElementById(id);
      if (field) field.value = value;
    }
    for (const [id, found] of state.looks) document.getElementById(id)?.append(...found);
    if (state.shown) {
      document.getElementById("reject-form")?.removeAttribute("hidden");
      document.getElementById("reject")?.setAttribute("aria-expanded", "true");
    }
  });
  // What it holds is fetched again, once htmx knows the new copy.
  document.addEventListener("htmx:afterSettle", () => {
    for (const summary of reopened) htmx.trigger(summary, "reopened");
    reopened.clear();
  });

  document.addEventListener("gizmo:changed", () => refresh(null, 50));
  document.addEventListener("htmx:beforeSwap", (event) => {
    // A session that ended answers with the sign-in page. Nobody is sent there while they read or write.
    const session = window.gizmoSession;
    if (new URL(event.detail.xhr.responseURL).pathname.startsWith("/accounts/login/")) {
      event.detail.shouldSwap = false;
      return notice(`${session.words("ended")} What you typed is kept. `, session.link("ended"));
    }
    // It has begun anew, in another tab.
    const box = document.getElementById("notice");
    if (box.querySelector("[data-session=ended]")) box.hidden = true;
    if (refused) connect();
  });
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (event.detail.requestConfig.verb === "get" && status >= 500) return; // the next hint tries again
    const session = window.gizmoSession.told(status, (name) => event.detail.xhr.getResponseHeader(name));
    if (session) return notice(`${window.gizmoSession.words(session)} `, window.gizmoSession.link(session));
    notice(
      status === 403 ? "You may not do that. Nothing was changed." : "That did not work. Nothing was changed; try again.",
    );
  });
  // Why something was refused is said also where its panel has come new meanwhile: htmx drops the answer then.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { xhr, target } = event.detail;
    xhr.addEventListener("readystatechange", () => { // comes before htmx puts the answer in
      if (xhr.readyState !== 4 || target.isConnected || ![409, 422].includes(xhr.status)) return;
      const answer = new DOMParser().parseFromString(xhr.responseText, "text/html");
      const why = answer.querySelector(".problem[role=alert]")?.textContent.trim();
      if (why) notice(why);
    });
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (event.detail.requestConfig.verb !== "get") notice("The server could not be reached. Nothing was changed.");
  });

  window.gizmoLive = { announce, notice, refresh, renew };
  if (!topic) return;

  let tries = 0;
  let opened = false;
  const say = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

  const WORDS = {
    "run.started": "The agent has started.",
    "run.failed": "The agent ended without a draft.",
    "run.cancelled": "The agent was stopped.",
    "draft.submitted": "The draft is ready.",
    "draft.stale": "A new message arrived; the draft is out of date.",
    "draft.approved": "The reply is approved and leaves shortly.",
    "draft.unapproved": "The approval was undone.",
    "delivery.sent": "The reply was sent.",
    "delivery.unknown": "Nobody knows yet whether the reply was sent.",
    "delivery.stopped": "Sending was stopped.",
    "handoff.opened": "The ticket was handed to people.",
    "question.asked": "The agent asks the team a question.",
    "question.answered": "A person answered the agent.",
    "action.asked": "The agent proposes an action; a person decides.",
    "action.executed": "The action was done.",
    "action.failed": "The action failed.",
    "action.expired": "Nobody decided on the action in time; it is denied.",
  };

  const take = (message) => {
    if (message.event === "hello") {
      const missed = opened || Number(body.dataset.seen) !== message.newest;
      opened = true;
      tries = 0;
      document.getElementById("connection").hidden = true;
      say("gizmo:connected");
      if (missed) refresh(null, 0);
      return;
    }
    if (message.stream !== undefined) return say("gizmo:stream", message);
    if (message.tool !== undefined) return refresh("tool.called");
    if (message.taken_by) {
      say("gizmo:taken");
      notice(`${message.taken_by} has taken over editing. What you typed is saved.`);
    }
    if (topic !== "queue" && WORDS[message.event]) announce(WORDS[message.event]);
    refresh(message.event);
  };

  const connect = () => {
    refused = false;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/ws/live?topic=${encodeURIComponent(topic)}`);
    socket.addEventListener("message", (event) => take(JSON.parse(event.data).message));
    socket.addEventListener("close", (event) => {
      refused = event.code === NEVER;
      if (refused) return;
      document.getElementById("connection").hidden = false;
      const pause = Math.min(15000, 500 * 2 ** tries) * (0.75 + Math.random() / 2);
      tries += 1;
      setTimeout(connect, pause);
    });
  };
  connect();
})();
