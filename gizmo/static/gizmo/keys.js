"use strict";
// One key each, resting while somebody types; and the small controls without a form.
(() => {
  const help = document.getElementById("help");
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

  const step = (by) => {
    const links = [...document.querySelectorAll("#rows .row-link")];
    if (!links.length) return;
    const at = links.indexOf(document.activeElement);
    const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1);
    links[next].focus();
    links[next].scrollIntoView({ block: "nearest" });
  };

  const claims = () => [...document.querySelectorAll("#claims .claim")];
  const current = () => document.activeElement?.closest?.("#claims .claim");

  const showClaim = (claim) => {
    if (!claim) return;
    window.gizmoTabs?.show("tab-evidence");
    claim.focus();
    claim.scrollIntoView({ block: "nearest" });
  };

  const openEvidence = () => {
    const claim = current() || claims()[0];
    showClaim(claim);
    const details = claim?.querySelector("details.evidence");
    if (details) details.open = !details.open;
  };

  const edit = () => {
    const editor = document.getElementById("editor");
    editor?.focus();
    editor?.scrollIntoView({ block: "nearest" });
  };

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    "/": () => document.getElementById("search")?.focus(),
    c: () => {
      const all = claims();
      if (all.length) showClaim(all[(all.indexOf(current()) + 1) % all.length]);
    },
    o: openEvidence,
    e: edit,
    "?": () => help.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.id === "editor") event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || help.open) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.addEventListener("click", (event) => {
    const target = event.target.closest("button, a");
    if (!target) return;
    if (target.id === "help-open") help.showModal();
    if (target.id === "edit") edit();
    if (target.id === "reject") {
      const form = document.getElementById("reject-form");
      form.hidden = !form.hidden;
      target.setAttribute("aria-expanded", String(!form.hidden));
      if (!form.hidden) form.querySelector("select").focus();
    }
    if (target.dataset.claimLink) {
      event.preventDefault();
      showClaim(document.getElementById(`claim-${target.dataset.claimLink}`));
    }
  });
})();
