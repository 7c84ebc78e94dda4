"use strict";
// The reply while it is written. A delta says from which character on the text is new; nothing is lost or doubled.
(() => {
  const logs = new Map(); // run id -> deltas since the socket opened
  let run = 0;
  let text = []; // characters as the server counts them, not UTF-16 units
  let announced = 0;
  let timer = 0;
  let paused = null; // what is on the screen while somebody reads in peace; null: it follows the agent
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  const box = () => document.getElementById("stream");

  // Returns false if something before this delta is missing.
  const apply = (delta) => {
    const piece = Array.from(delta.text);
    if (delta.at > text.length) return false;
    const known = piece.length > 0 && piece.every((char, index) => text[delta.at + index] === char);
    if (!known) text = text.slice(0, delta.at).concat(piece);
    return true;
  };

  const show = () => {
    const element = box();
    if (!element || Number(element.dataset.run) !== run) return;
    const written = text.join("");
    const shown = paused ?? (calm.matches ? wholeSentences(written) : written);
    if (element.textContent !== shown) element.textContent = shown;
    element.hidden = shown === "";
    const button = document.getElementById("pause");
    if (button) {
      button.hidden = written === "";
      button.textContent = paused === null ? "Pause the text" : "Follow the text";
      button.setAttribute("aria-pressed", String(paused !== null));
    }
    if (written) document.getElementById("doing").textContent = "Writing the reply";
  };

  // Who wants less motion sees it grow by sentences, not by letters.
  const wholeSentences = (written) => {
    const ends = [...written.matchAll(/[.!?:](?=\s)|[。！？\n]/gu)];
    return ends.length ? written.slice(0, ends.at(-1).index + 1) : "";
  };

  const togglePause = () => {
    paused = paused === null ? box()?.textContent ?? "" : null;
    show();
    window.gizmoLive.announce(
      paused === null ? "The text follows the agent again." : "The text stands still. The agent goes on writing.",
    );
  };

  // The panel came new from the server: its text may be behind the deltas or ahead of them.
  const load = () => {
    const element = box();
    if (!element) return;
    const before = run === Number(element.dataset.run) ? text : [];
    if (run !== Number(element.dataset.run)) paused = null;
    run = Number(element.dataset.run);
    const kept = Array.from(element.textContent);
    // What has been read already is not taken back because the server keeps its copy a moment later.
    const base = kept.every((char, index) => before[index] === char) ? before : kept;
    const log = logs.get(run) || [];
    // All of it, or as much of its end as follows on what the server has: a delta may have been lost on the way.
    let from = 0;
    do text = base.slice();
    while (!log.slice(from).every(apply) && ++from);
    show();
    if (from && from === log.length) catchUp();
  };

  // The server keeps the text twice a second; a moment later it has what is missing here.
  const catchUp = () => {
    clearTimeout(timer);
    timer = setTimeout(() => box() && htmx.trigger("#run", "refresh"), 700);
  };

  document.addEventListener("gizmo:stream", ({ detail }) => {
    const log = logs.get(detail.stream) || [];
    log.push(detail);
    logs.set(detail.stream, log);
    if (announced !== detail.stream) {
      announced = detail.stream;
      window.gizmoLive.announce("The agent is writing the reply.");
    }
    if (detail.stream !== run || !box()) return catchUpPanel();
    if (apply(detail)) show();
    else catchUp();
  });

  // Deltas of a run that the page does not show yet: its panel is fetched, then the log is played.
  const catchUpPanel = () => window.gizmoLive.refresh("run.started");

  document.addEventListener("gizmo:connected", () => logs.clear());
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#pause")) togglePause();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id === "run") load();
  });
  load();
})();
