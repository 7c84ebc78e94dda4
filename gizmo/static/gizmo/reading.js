"use strict";
// Tells how much of a draft's evidence its reader opened; the numbers page counts it.
(() => {
  const opened = new Set();
  let told = "";

  const tell = () => {
    const panel = document.querySelector("[data-reading]");
    if (!panel || told === `${panel.dataset.reading} ${opened.size}`) return;
    told = `${panel.dataset.reading} ${opened.size}`;
    const form = new FormData();
    form.set("opened", String(opened.size));
    fetch(panel.dataset.reading, { method: "POST", body: form, headers: window.gizmoSession.headers() }).catch(() => {});
  };

  document.addEventListener(
    "toggle",
    (event) => {
      const claim = event.target.closest?.(".claim");
      if (!claim || !event.target.open || !event.target.classList.contains("evidence")) return;
      opened.add(claim.id);
      tell();
    },
    true,
  );
  document.addEventListener("htmx:afterSettle", tell);
  tell();
})();
