"use strict";
// Tabs as ARIA has them: one of a list can be reached with Tab, the arrows choose among them.
(() => {
  const chosen = new Map(); // list by its name -> id of the tab; a list that comes new from the server is as it was
  const all = (list) => [...list.querySelectorAll("[role=tab]")];
  const panel = (tab) => document.getElementById(tab.getAttribute("aria-controls"));
  const mark = (list, id) => {
    for (const tab of all(list)) {
      const is = tab.id === id;
      tab.setAttribute("aria-selected", String(is));
      tab.tabIndex = is ? 0 : -1;
      if (panel(tab)) panel(tab).hidden = !is;
    }
  };
  const show = (id) => {
    const tab = document.getElementById(id);
    const list = tab?.closest("[role=tablist]");
    if (!list) return;
    const another = tab.getAttribute("aria-selected") !== "true";
    mark(list, id);
    chosen.set(list.getAttribute("aria-label"), id);
    // Another panel of a whole column begins at its top, wherever the last one had been scrolled to.
    const column = another && list.parentElement.matches(".column") && list.parentElement;
    if (column) column.scrollTop = 0;
  };
  window.gizmoTabs = { show };
  // A link may name a panel: /tickets/7/#trace.
  if (location.hash) show(`tab-${location.hash.slice(1)}`);

  // A new copy of a list comes in as the server opens it: what was hidden then has lost the focus.
  let focused = "";
  document.addEventListener("htmx:beforeSwap", () => { focused = document.activeElement?.id ?? ""; });
  document.addEventListener("htmx:afterSwap", () => {
    for (const list of document.querySelectorAll("[role=tablist]")) {
      const id = chosen.get(list.getAttribute("aria-label"));
      if (id && all(list).some((tab) => tab.id === id)) mark(list, id);
    }
    if (document.activeElement === document.body) document.getElementById(focused)?.focus({ preventScroll: true });
  });

  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.("[role=tab]");
    if (!tab || event.ctrlKey || event.altKey || event.metaKey) return;
    const tabs = all(tab.closest("[role=tablist]"));
    const at = tabs.indexOf(tab);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[to % tabs.length];
    show(next.id);
    next.focus();
  });

  document.addEventListener("click", (event) => {
    const tab = event.target.closest?.("[role=tab]");
    if (tab) return show(tab.id);
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
