"use strict";
// A panel that comes new from the server takes the focus with it. It goes back to what it was on, or as near as can be.
(() => {
  const marks = new Map(); // id of the panel -> where the focus was

  const remember = (target) => {
    const at = document.activeElement;
    if (!target?.id || !at || at === document.body || !target.contains(at)) return;
    const ids = [];
    for (let each = at; each && each !== target; each = each.parentElement) if (each.id) ids.push(each.id);
    const links = [...target.querySelectorAll(".row-link")];
    marks.set(target.id, { ids, row: links.indexOf(at) });
  };

  const take = (element) => {
    if (!element || element.matches(":disabled") || !element.checkVisibility()) return false;
    element.focus({ preventScroll: true });
    if (document.activeElement === element) return true;
    if (!element.matches("h1, h2, h3, section, article, li")) return false;
    element.tabIndex = -1;
    element.focus({ preventScroll: true });
    return document.activeElement === element;
  };

  // Where a row has gone, the one in its place; where a button has gone, what it stood in; or the panel's heading.
  const near = (panel, { ids, row }) => {
    const links = [...panel.querySelectorAll(".row-link")];
    if (row >= 0) return [document.getElementById(ids[0]), links[Math.min(row, links.length - 1)]];
    const title = document.getElementById(panel.getAttribute("aria-labelledby") ?? "");
    const here = [...ids.map((id) => document.getElementById(id)), title ?? panel.querySelector("h1, h2, h3")];
    if (panel.textContent.trim()) here.push(panel);
    return [...here, document.getElementById("draft-title"), document.getElementById("main")];
  };

  // Before the request, too: a button that is switched off while it runs has lost the focus by the time of the answer.
  document.addEventListener("htmx:beforeRequest", (event) => remember(event.detail.target));
  document.addEventListener("htmx:beforeSwap", (event) => remember(event.detail.target));
  const giveBack = (event) => {
    const id = event.detail.target?.id;
    const mark = marks.get(id);
    marks.delete(id);
    const panel = document.getElementById(id);
    const lost = !document.activeElement || document.activeElement === document.body;
    if (mark && panel && lost) near(panel, mark).some(take);
    if (mark && lost && panel && !panel.contains(document.activeElement)) document.activeElement.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:afterSettle", giveBack);
  // Nothing came in: it goes back to what was pressed.
  for (const name of ["htmx:sendError", "htmx:responseError"]) document.addEventListener(name, giveBack);
})();
