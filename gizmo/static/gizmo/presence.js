"use strict";
// Tells the others that somebody is here and what they do: editing while they type, away when nothing happens.
(() => {
  const people = document.querySelector("[data-presence]");
  if (!people) return;
  const EVERY = 20000; // a third of what makes somebody gone
  const QUIET = 60000;
  let touched = Date.now();
  let typed = 0;
  let told = "";
  let gone = false; // a page that is left is hidden next: that is not away

  const state = () => {
    const now = Date.now();
    if (document.hidden || now - touched > QUIET) return "idle";
    return now - typed < QUIET ? "editing" : "viewing";
  };

  const body = (what) => {
    const form = new FormData();
    form.set("state", what);
    form.set("csrfmiddlewaretoken", window.gizmoSession.token());
    return form;
  };

  const tell = () => {
    told = state();
    fetch(people.dataset.presence, { method: "POST", body: body(told) }).catch(() => {});
  };

  const noticed = () => {
    touched = Date.now();
    if (state() !== told) tell();
  };

  for (const name of ["pointerdown", "keydown", "scroll"]) document.addEventListener(name, noticed, { passive: true });
  document.addEventListener("input", (event) => {
    if (event.target.id !== "editor") return;
    typed = Date.now();
    noticed();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) touched = Date.now();
    if (!gone) tell();
  });
  document.addEventListener("gizmo:taken", () => {
    typed = 0;
  });
  addEventListener("pagehide", () => {
    gone = true;
    navigator.sendBeacon(people.dataset.presence, body("gone"));
  });
  addEventListener("pageshow", () => { gone = false; });
  setInterval(tell, EVERY);
  tell();
})();
