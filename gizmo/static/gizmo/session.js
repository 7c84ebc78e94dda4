"use strict";
// The session can end, and begin anew in another tab, while a page stands open: what the page sends goes on to work,
// or says what to do. Never under another person's name.
(() => {
  const { body } = document;
  const before = () => JSON.parse(body.getAttribute("hx-headers"))["X-CSRFToken"];
  // A sign-in changes the token; the cookie has the one of now.
  const token = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? before();
  const headers = () => ({ "X-CSRFToken": token(), "X-Person": body.dataset.person, "X-Requested-With": "fetch" });

  const here = () => location.pathname + location.search;
  const ANEW = { href: here, words: "Reload the page" };
  const WORDS = {
    renewed: ["You have signed in again since this page was opened.", ANEW],
    other: ["Somebody else is signed in here by now. Nothing was changed.", ANEW],
    ended: ["You are signed out.", { href: () => `/accounts/login/?next=${encodeURIComponent(here())}`, words: "Sign in again" }],
  };
  // What became of the session, by an answer of the server; nothing: it is as it was.
  const told = (status, header) => (status === 403 ? header("X-Session") : null);
  const link = (kind) => {
    const { href, words } = WORDS[kind][1];
    const made = Object.assign(document.createElement("a"), { href: href(), textContent: words });
    made.dataset.session = kind;
    return made;
  };
  window.gizmoSession = { headers, token, told, words: (kind) => WORDS[kind][0], link };

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    Object.assign(detail.headers, { "X-CSRFToken": token(), "X-Person": body.dataset.person });
    if (detail.parameters.csrfmiddlewaretoken) detail.parameters.csrfmiddlewaretoken = token();
  });
})();
