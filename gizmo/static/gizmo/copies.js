"use strict";
// Which new copy of the draft's panel comes in, and when: never one older than what was saved, and none without need
// under the hands of whoever types.
(() => {
  let saves = 0; // that the server has taken
  let postponed = false;
  document.addEventListener("gizmo:saved", () => { saves += 1; });
  document.addEventListener("htmx:beforeRequest", (event) => { event.detail.xhr.savesBefore = saves; });
  const isOlder = (xhr) => xhr.savesBefore < saves;
  const field = () => document.getElementById("editor");

  // It differs from what stands there in nothing that the person at the editor has to know. A new editor would forget
  // what Ctrl+Z takes back.
  const nothingNew = (answer) => {
    const editor = field();
    if (document.activeElement !== editor || editor.dataset.conflict) return false;
    const copy = new DOMParser().parseFromString(answer, "text/html");
    const other = copy.getElementById("editor");
    if (!other) return false;
    const known = (page, { dataset, defaultValue }) => [
      dataset.draft, dataset.base, defaultValue, page.getElementById("draft").dataset.state,
      page.querySelector("#stale [name=read]")?.value, // the newest message that has arrived
    ].join("\0");
    return known(copy, other) === known(document, editor);
  };

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, requestConfig, xhr, shouldSwap } = event.detail;
    if (target?.id !== "draft" || !shouldSwap) return;
    postponed = false;
    if (requestConfig.verb !== "get" || !field()) return;
    if (isOlder(xhr)) window.gizmoLive.renew("draft");
    else if (nothingNew(xhr.responseText)) postponed = true;
    else return;
    event.detail.shouldSwap = false;
  });
  document.addEventListener("focusout", (event) => {
    if (postponed && event.target === field()) window.gizmoLive.renew("draft");
  });

  window.gizmoCopies = { isOlder };
})();
