"use strict";
(() => {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const show = (id) => {
    // Another panel begins at its top, wherever the last one had been scrolled to.
    const another = tabs.some((tab) => tab.id === id && tab.getAttribute("aria-selected") !== "true");
    for (const tab of tabs) {
      const chosen = tab.id === id;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !chosen;
    }
    const column = another && tabs[0].closest(".column");
    if (column) column.scrollTop = 0;
  };
  window.gizmoTabs = { show };
  // A link may name a panel: /tickets/7/#trace.
  const named = () => document.getElementById(`tab-${location.hash.slice(1)}`)?.id;
  if (location.hash && tabs.some((tab) => tab.id === named())) show(named());
  for (const [at, tab] of tabs.entries()) {
    tab.addEventListener("click", () => show(tab.id));
    tab.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!by) return;
      const next = tabs[(at + by + tabs.length) % tabs.length];
      show(next.id);
      next.focus();
    });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-tab]");
    if (!link) return;
    event.preventDefault();
    show(link.dataset.tab);
    document.getElementById(link.dataset.tab)?.focus();
  });

  // Everything a claim rests on is looked at again with one press; what comes back stands under each source.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-rerun-claim]");
    const claim = button?.closest(".claim");
    if (!claim) return;
    const details = claim.querySelector("details.evidence");
    if (details) details.open = true;
    for (const each of claim.querySelectorAll("[data-rerun]")) each.click();
  });
  // Excerpts are long; what came of the look is brought to whoever asked.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.matches(".again-here")) event.detail.target.scrollIntoView({ block: "nearest" });
  });
})();
