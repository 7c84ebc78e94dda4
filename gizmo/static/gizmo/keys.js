"use strict";
// Keys press the page's own controls, the ones marked data-key, so that nothing can be done that cannot be seen.
// They rest while somebody types. Which key does what comes from the server: everybody may choose.
(() => {
  const told = JSON.parse(document.body.dataset.keys);
  const actions = new Map(told.actions.map((action) => [action.name, action]));
  const byKey = new Map(told.actions.filter((action) => action.key).map((action) => [action.key, action.name]));
  const help = document.getElementById("help");
  const NOT_TYPED = ["button", "checkbox", "color", "file", "image", "radio", "range", "reset", "submit"];

  const typing = (target) =>
    target.closest?.("textarea, select, [contenteditable], [role=combobox]") != null ||
    (target.tagName === "INPUT" && !NOT_TYPED.includes(target.type));

  // What a key did or why it could not: read out, and shown until the next key.
  const said = document.createElement("p");
  said.className = "key-said";
  said.hidden = true;
  said.setAttribute("aria-hidden", "true"); // the live region says it
  document.body.append(said);
  const say = (text) => {
    const region = document.getElementById("announce");
    region.textContent = "";
    requestAnimationFrame(() => { region.textContent = text; });
    said.textContent = text;
    said.hidden = false;
  };
  const hush = () => { said.hidden = true; };

  // The queue: what has been chosen stays chosen when its rows come new, and when somebody comes back to it.
  const rows = () => [...document.querySelectorAll("#rows .row-link")];
  const LAST = "gizmo-row";
  const step = (by) => {
    const links = rows();
    if (!links.length) return say(actions.get("next").absent);
    const at = links.indexOf(document.activeElement);
    const last = links.findIndex((link) => link.id === sessionStorage.getItem(LAST));
    const from = at < 0 && last >= 0 ? last : by > 0 ? 0 : links.length - 1;
    choose(links[at < 0 ? from : Math.min(Math.max(at + by, 0), links.length - 1)]);
  };
  const choose = (link) => {
    link.focus();
    link.closest("tr").scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("#rows .row-link")) sessionStorage.setItem(LAST, event.target.id);
  });

  const claims = () => [...document.querySelectorAll("#claims .claim")];
  const current = () => document.activeElement?.closest?.("#claims .claim");
  const showClaim = (claim) => {
    window.gizmoTabs?.show("tab-evidence");
    claim.focus();
    claim.scrollIntoView({ block: "nearest" });
  };
  const nextClaim = () => {
    const all = claims();
    if (!all.length) return say(actions.get("claim").absent);
    showClaim(all[(all.indexOf(current()) + 1) % all.length]);
  };
  const nextQuestion = () => {
    const all = [...document.querySelectorAll("[data-key~=question]")];
    if (!all.length) return say(actions.get("question").absent);
    const next = all[(all.indexOf(document.activeElement) + 1) % all.length];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  const evidence = () => {
    const claim = current() || claims()[0];
    if (!claim) return say(actions.get("claim").absent);
    showClaim(claim);
    const details = claim.querySelector("details.evidence");
    if (!details) return say(actions.get("evidence").absent);
    details.open = !details.open;
    say(details.open ? "Evidence opened." : "Evidence closed.");
  };

  // The control of an action: of the claim somebody is at, if it has one, or the first on the page.
  const control = (name) => {
    const marked = `[data-key~="${name}"]`;
    const found = [...(current()?.querySelectorAll(marked) ?? []), ...document.querySelectorAll(marked)];
    return found.find((each) => each.checkVisibility()) ?? null;
  };
  const isOff = (element) => element.matches(":disabled, [aria-disabled=true]");
  const why = (element) => {
    const reason = document.getElementById(element.getAttribute("aria-describedby") ?? "")?.textContent.trim();
    return reason || `“${element.textContent.trim()}” is off just now.`;
  };
  const press = (name) => {
    if (name === "rerun" || name === "evidence") window.gizmoTabs?.show("tab-evidence");
    const element = control(name);
    if (!element) return say(actions.get(name).absent);
    if (isOff(element)) return say(why(element));
    if (element.matches("input:not([type=checkbox]), textarea, select")) {
      element.focus();
      element.select?.();
      return element.scrollIntoView({ block: "nearest" });
    }
    if (element.matches("summary") && element.parentElement.open) return within(element.parentElement);
    if (element.dataset.careful) {
      element.focus(); // what can do harm takes a second key
      return say(element.dataset.careful);
    }
    if (!element.matches("[data-key~=edit]")) element.focus({ preventScroll: true });
    element.click();
    if (element.matches("summary")) within(element.parentElement);
  };
  // A part that was folded away opens at its first field.
  const within = (details) => {
    details.querySelector("input:not([type=hidden]), textarea, select, button")?.focus();
    details.scrollIntoView({ block: "nearest" });
  };

  const own = {
    next: () => step(1),
    previous: () => step(-1),
    claim: nextClaim,
    evidence,
    question: nextQuestion,
    help: () => help.showModal(),
  };
  const act = (name) => (own[name] ?? (() => press(name)))();

  // Of a page in front of one: what it can do at once. The palette lists it.
  const possible = () =>
    told.actions
      .filter(({ name }) => {
        if (name === "next" || name === "previous") return rows().length > 0;
        if (name === "claim") return claims().length > 0;
        if (name === "evidence") return document.querySelector("#claims details.evidence") !== null;
        return name === "help" || control(name) !== null;
      })
      .map((action) => {
        const element = control(action.name);
        return { ...action, off: element && isOff(element) ? why(element) : "" };
      });

  const keyOf = (event) => {
    // With Alt some keyboards write another letter; what the key is called stays.
    const letter = event.altKey && /^Key[A-Z]$/.exec(event.code) ? event.code.slice(3).toLowerCase() : event.key;
    if (byKey.has(letter)) return letter;
    return event.shiftKey ? "" : letter.toLowerCase(); // Caps Lock
  };
  const meant = (event) => told.mode !== "off" && event.altKey === (told.mode === "alt") && !event.ctrlKey && !event.metaKey;

  // Esc: out of a field, to what opened it.
  const leave = (target) => {
    const form = target.closest("#reject-form");
    if (form) {
      form.hidden = true;
      document.getElementById("reject")?.setAttribute("aria-expanded", "false");
      return document.getElementById("reject")?.focus();
    }
    const details = target.closest("details[data-leave]");
    if (details) {
      details.open = false;
      return details.querySelector("summary").focus();
    }
    const claim = target.closest(".claim");
    if (claim) return claim.focus();
    if (target.id === "editor" && control("edit")) return control("edit").focus();
    target.blur();
  };

  document.addEventListener("keydown", (event) => {
    if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
    hush();
    if (event.defaultPrevented || document.querySelector("dialog[open]") || event.isComposing) return;
    if (event.key === "Escape") {
      if (typing(event.target) || event.target.closest?.("#reject-form, details[data-leave]")) leave(event.target);
      return;
    }
    if (!meant(event) || event.repeat && !["next", "previous"].includes(byKey.get(keyOf(event)))) return;
    if (typing(event.target)) return;
    const name = byKey.get(keyOf(event));
    if (!name) return;
    event.preventDefault();
    act(name);
  });

  const edit = () => {
    const editor = document.getElementById("editor");
    window.gizmoTabs?.show("tab-edit");
    editor?.focus();
    editor?.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("click", (event) => {
    if (event.detail) hush(); // by the mouse
    const target = event.target.closest("button, a");
    if (!target) return;
    if (target.id === "help-open") help.showModal();
    if (target.id === "edit") edit();
    if (target.id === "reject") {
      const form = document.getElementById("reject-form");
      form.hidden = !form.hidden;
      target.setAttribute("aria-expanded", String(!form.hidden));
      if (!form.hidden) form.querySelector("select").focus();
    }
    if (target.dataset.claimLink) {
      event.preventDefault();
      const claim = document.getElementById(`claim-${target.dataset.claimLink}`);
      if (claim) showClaim(claim);
    }
  });

  // The controls say their key, and hints in the text show the one that was chosen.
  const label = (root) => {
    const prefix = told.mode === "alt" ? "Alt+" : "";
    for (const element of root.querySelectorAll("[data-key]")) {
      const keys = element.dataset.key.split(" ").map((name) => actions.get(name)?.key).filter(Boolean);
      if (told.mode !== "off" && keys.length) element.setAttribute("aria-keyshortcuts", keys.map((key) => prefix + key).join(" "));
    }
    for (const hint of root.querySelectorAll("[data-key-of]")) {
      const key = actions.get(hint.dataset.keyOf)?.key;
      hint.hidden = told.mode === "off" || !key;
      hint.textContent = prefix + key;
    }
  };
  document.addEventListener("htmx:afterSettle", () => label(document));
  label(document);

  // A key can be quicker than htmx, which takes up a new panel's forms a moment after it shows them: the browser would
  // then send the form as a plain address. It is taken up now and sent as it was meant, once.
  const again = new WeakSet();
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || !form.matches("[hx-post]") || form.method === "post") return;
    event.preventDefault();
    if (again.has(form)) return;
    again.add(form);
    htmx.process(form);
    setTimeout(() => form.requestSubmit(submitter)); // not from within an event of the same form
  });

  window.gizmoKeys = { act, possible, say, mode: told.mode };
})();
