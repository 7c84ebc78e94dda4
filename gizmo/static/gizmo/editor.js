"use strict";
// The editor: saves by itself, never loses what a person typed, never puts other words under their hands.
(() => {
  const PAUSE = 1000;
  const RETRY = 5000;
  let timer = 0;
  let saving = null; // the save that is under way
  let acting = false; // a button waits for the save
  let scrolled = 0; // how far the editor was
  let held = null; // what the editor held before its panel was replaced

  const field = () => document.getElementById("editor");
  const toEditor = () => window.gizmoTabs.show("tab-edit");
  const isDirty = (editor) => editor !== null && editor.value !== editor.defaultValue;
  const session = window.gizmoSession;
  const kept = window.gizmoWords;

  const say = (text, failed = false, ...more) => {
    const state = document.getElementById("save-state");
    if (!state) return;
    state.replaceChildren(text, ...more);
    state.classList.toggle("failed", failed);
  };

  // A way back to the session stays under the mouse and the focus while it is not taken.
  const toSession = (kind) => document.querySelector(`#save-state a[data-session${kind ? `="${kind}"` : ""}]`);
  const progress = (text) => toSession() || say(text);

  // While the text on the screen is not the text on the server, nobody approves it.
  const holdApproval = () => {
    const button = document.getElementById("approve");
    const editor = field();
    if (!button || !editor) return;
    const behind = isDirty(editor) || editor.dataset.unread || document.getElementById("review")?.dataset.version !== editor.dataset.base;
    if (behind && !button.disabled) {
      button.disabled = true;
      button.dataset.held = "true";
      button.setAttribute("aria-describedby", "why-held");
    } else if (!behind && button.dataset.held) {
      button.disabled = false;
      button.removeAttribute("aria-describedby");
      delete button.dataset.held;
    }
  };

  const save = async () => {
    clearTimeout(timer);
    const editor = field();
    if (!editor || editor.dataset.conflict) return;
    if (saving) {
      await saving;
      return save();
    }
    if (!isDirty(editor)) return;
    const sent = editor.value;
    saving = send(editor, sent);
    await saving;
    saving = null;
    if (isDirty(field()) && field().value !== sent && !field().dataset.conflict && !timer) schedule();
  };

  const send = async (editor, body) => {
    const form = document.getElementById("editor-form");
    const most = Number(editor.dataset.most);
    const tooLong = () => failed(`Too long: ${most.toLocaleString("en")} characters at most.`, false);
    if (body.length > most) return tooLong();
    progress("Saving …");
    const sent = new URLSearchParams({ body, base: editor.dataset.base, began: editor.dataset.began || "" });
    try {
      const response = await fetch(form.dataset.save, {
        method: "POST",
        keepalive: sent.toString().length < 60000, // goes on when the tab is closed; browsers take 64 KiB as sent
        headers: session.headers(),
        body: sent,
      });
      const ended = response.redirected ? "ended" : session.told(response.status, (name) => response.headers.get(name));
      if (ended) {
        if (!toSession(ended)) say(`${session.words(ended)} Your words are kept in this browser. `, true, session.link(ended));
        return again(); // somebody may sign in elsewhere
      }
      if (response.status === 409) return conflict(await response.json());
      if ([400, 413, 422].includes(response.status)) return tooLong(); // the same again would be of no use
      if (!response.ok) return failed(response.status === 403 ? "You may not edit this." : "Not saved. Trying again …");
      saved(await response.json(), body, editor.dataset.draft);
    } catch {
      failed("Not saved: the server cannot be reached. Trying again …");
    }
  };

  const saved = (answer, body, draft) => {
    const editor = field();
    if (!editor || editor.dataset.draft !== draft) return;
    startFrom(editor, answer, body);
    if (!isDirty(editor)) kept.forget();
    editor.dataset.unread = "true"; // until the preview shows what was saved
    say(`Saved ${window.gizmoTimes.clock.format(new Date(answer.saved_at))}`);
    holdApproval();
    document.dispatchEvent(new CustomEvent("gizmo:saved", { detail: answer.base }));
    window.gizmoLive.renew("review", 0);
    if (!acting) window.gizmoLive.renew("merge");
  };

  const putBack = (editor, words, told) => {
    editor.value = words.body;
    toEditor();
    if (words.draft !== editor.dataset.draft) editor.dataset.began = words.draft;
    say(told);
    holdApproval();
    schedule();
  };

  // Same version: the words simply are there again. Another one: the person decides, now or later.
  const offerUnsaved = () => {
    const editor = field();
    if (!editor) return;
    const words = isDirty(editor) ? null : kept.remembered();
    if (words && words.body === editor.value) kept.forget();
    else if (words && words.draft === editor.dataset.draft && words.base === editor.dataset.base) {
      putBack(editor, words, "Your unsaved words are back");
    } else if (words) {
      kept.putAside(words);
      toEditor();
    }
    showAside();
  };
  const showAside = () => {
    const box = document.getElementById("unsaved");
    const words = kept.aside();
    box.hidden = !words;
    if (!words) return;
    box.querySelector("time").textContent = new Date(words.at).toLocaleString();
    box.querySelector(".diff").textContent = words.body;
  };
  document.addEventListener("click", (event) => {
    const editor = field();
    const back = event.target.id === "unsaved-back";
    if (!editor || !back && event.target.id !== "unsaved-drop") return;
    const words = kept.aside();
    kept.dropAside();
    showAside();
    if (!back || !words) return;
    putBack(editor, words, "Not saved yet");
    kept.remember(editor);
    editor.focus();
  });

  const again = () => { timer = setTimeout(() => { timer = 0; save(); }, RETRY); };
  const failed = (text, retry = true) => {
    say(text, true);
    if (retry) again();
  };

  const conflict = (answer) => {
    const editor = field();
    const box = document.getElementById("conflict");
    if (!editor || !box) return;
    box.innerHTML = answer.html; // rendered and escaped by our own server
    // Without a choice it cannot be edited any more: no editor comes back with the panel, and the words are rescued.
    if (!document.getElementById("keep-mine")) return htmx.trigger("#draft", "refresh");
    editor.dataset.conflict = "true";
    box.hidden = false;
    toEditor();
    say("Not saved: choose a version", true);
    document.getElementById("keep-mine").addEventListener("click", () => choose(answer, true));
    document.getElementById("take-theirs").addEventListener("click", () => choose(answer, false));
  };
  // The panel may be a new copy by the time of the choice, so the editor is looked up then.
  const choose = (answer, mine) => {
    const editor = field();
    const box = document.getElementById("conflict");
    if (!editor || !box) return;
    delete editor.dataset.conflict;
    box.hidden = true;
    box.replaceChildren();
    startFrom(editor, answer, answer.body);
    if (mine) {
      save();
      return editor.focus();
    }
    editor.value = answer.body;
    kept.forget();
    held = null;
    window.gizmoLive.renew("draft");
  };

  // The editor has gone from under somebody's hands, for the reply is approved or taken back: their words stay on the
  // screen, against what stands there now, and in this browser until an editor is there again.
  const rescue = async (words) => {
    const box = document.getElementById("lost-words");
    try {
      const response = await fetch(words.save, {
        method: "POST",
        headers: session.headers(),
        body: new URLSearchParams({ body: words.value, base: words.base, began: words.began }),
      });
      if (response.ok) return htmx.trigger("#draft", "refresh"); // it can be edited again meanwhile
      if (response.status !== 409) throw new Error(String(response.status));
      box.innerHTML = (await response.json()).html; // rendered and escaped by our own server
      box.hidden = field() !== null;
      document.getElementById("lost-close")?.addEventListener("click", () => {
        box.hidden = true;
        kept.forget();
      });
    } catch {
      window.gizmoLive.notice(`Your unsaved text could not be kept in the draft. It read: ${words.value}`);
    }
  };

  // What the server holds, as far as this editor knows.
  const startFrom = (editor, answer, body) => {
    editor.dataset.base = String(answer.base);
    editor.defaultValue = body;
  };

  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { timer = 0; save(); }, PAUSE);
  };

  document.addEventListener("input", (event) => {
    if (event.target.id !== "editor") return;
    kept.remember(event.target);
    progress("Not saved yet");
    holdApproval();
    schedule();
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.id === "editor") save();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "editor-form") return;
    event.preventDefault();
    if (isDirty(field())) save();
    else say("Nothing to save");
  });

  // What works on the text of the server waits until the text on the screen is there.
  document.addEventListener("htmx:confirm", (event) => {
    const elt = event.detail.elt;
    if (!elt.hasAttribute("data-with-text") || !isDirty(field())) return;
    event.preventDefault();
    acting = true;
    // The panel may be a new copy by then, so what was pressed is written down now.
    const [path, target] = [elt.getAttribute("hx-post"), elt.getAttribute("hx-target")];
    const values = elt.tagName === "FORM" ? new FormData(elt) : new FormData();
    save().finally(() => { acting = false; }).then(() => {
      if (isDirty(field())) return window.gizmoLive.notice("Your text is not saved yet, so nothing was changed.");
      if (field()) values.set("version", field().dataset.base);
      // From an element of its own: of what waits on one element htmx keeps the last request only.
      return htmx.ajax("POST", path, { source: elt.isConnected ? elt : "#main", target, swap: "outerHTML", values });
    });
  });
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.hasAttribute("data-with-text") && field()) event.detail.parameters.version = field().dataset.base;
  });

  // A new copy of the panel: unsaved words go back into it, with the version they began from.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "draft" || !event.detail.shouldSwap) return;
    const editor = field();
    const box = document.getElementById("conflict");
    held = isDirty(editor)
      ? { value: editor.value, defaultValue: editor.defaultValue, base: editor.dataset.base, draft: editor.dataset.draft,
          began: editor.dataset.began || editor.dataset.draft, save: document.getElementById("editor-form").dataset.save,
          conflict: editor.dataset.conflict ? box : null,
          selection: [editor.selectionStart, editor.selectionEnd], focused: document.activeElement === editor }
      : null;
    scrolled = editor?.scrollTop ?? 0;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const id = event.detail.target?.id;
    if (id === "review" && field() && !window.gizmoCopies.isOlder(event.detail.xhr)) {
      delete field().dataset.unread;
      holdApproval();
    }
    if (id !== "draft") return;
    const editor = field();
    if (held && editor) restore(editor);
    else if (held) rescue(held);
    if (editor) {
      offerUnsaved();
      editor.scrollTop = scrolled;
    }
    if (editor) document.getElementById("lost-words").hidden = true;
    held = null;
    holdApproval();
    const path = event.detail.requestConfig?.path || "";
    if (path.endsWith("/write/") || path.endsWith("/adopt/")) {
      toEditor();
      editor?.focus(); // who asks to write, writes
    } else if (/\/(take|restore|leave)\/$/.test(path)) document.getElementById("merge")?.focus({ preventScroll: true });
  });

  const restore = (editor) => {
    editor.value = held.value;
    if (editor.dataset.draft === held.draft) {
      editor.defaultValue = held.defaultValue;
      editor.dataset.base = held.base;
    }
    if (editor.dataset.draft !== held.began) editor.dataset.began = held.began;
    kept.remember(editor);
    if (held.focused) {
      editor.focus({ preventScroll: true });
      editor.setSelectionRange(...held.selection);
    }
    if (held.conflict && editor.dataset.draft === held.draft) {
      document.getElementById("conflict").replaceWith(held.conflict);
      editor.dataset.conflict = "true";
      say("Not saved: choose a version", true);
    } else {
      say("Not saved yet");
      schedule();
    }
  };

  // Back from another tab or device: what was saved there is shown, unless there are unsaved words here.
  document.addEventListener("visibilitychange", () => {
    const editor = field();
    if (document.visibilityState === "visible" && editor && !isDirty(editor)) htmx.trigger("#draft", "refresh");
    else if (editor && isDirty(editor)) save();
  });
  offerUnsaved();

  // To the sign-in and back: the words wait in this browser.
  let returning = false;
  document.addEventListener("click", (event) => {
    if (event.target.closest("a[data-session]")) returning = kept.remembered()?.body === field()?.value;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isDirty(field()) && !returning) event.preventDefault();
  });
})();
