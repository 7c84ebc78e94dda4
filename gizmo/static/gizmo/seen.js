"use strict";
// Nobody approves a text that came in while they looked elsewhere: it is said, and the first Approve only shows it.
(() => {
  // The draft and version that Approve would send; nothing where this person approves nothing.
  const offered = () => {
    const form = document.getElementById("approve-form");
    return form && `${form.getAttribute("hx-post")} ${form.querySelector("[name=version]").value}`;
  };
  let seen = offered();
  let own = ""; // what this page has saved itself

  document.addEventListener("gizmo:saved", ({ detail }) => {
    own = `${document.getElementById("approve-form")?.getAttribute("hx-post")} ${detail}`;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const now = offered();
    if (!now || now === seen) return;
    if (!seen || now === own || event.detail.requestConfig.verb !== "get") {
      seen = now;
      if (document.getElementById("reply-changed")) document.getElementById("notice").hidden = true;
      return;
    }
    const words = `The reply has changed: it is version ${now.split(" ")[1]} by now. Read it before you decide.`;
    window.gizmoLive.notice(Object.assign(document.createElement("span"), { id: "reply-changed", textContent: words }));
  });
  document.getElementById("notice-close").addEventListener("click", () => { seen = offered(); });
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.elt.id !== "approve-form" || offered() === seen) return;
    detail.parameters.version = 0; // none has this number: the server refuses it, and answers with what stands there
    seen = offered();
  });
})();
