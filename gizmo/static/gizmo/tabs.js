"use strict";
(() => {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const show = (id) => {
    for (const tab of tabs) {
      const chosen = tab.id === id;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !chosen;
    }
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
})();
