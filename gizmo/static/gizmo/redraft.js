"use strict";
// One part of the reply written anew: what is selected in the editor, or one claim.
(() => {
  const field = () => document.getElementById("editor");
  const selected = (editor) => editor.value.slice(editor.selectionStart, editor.selectionEnd).trim();
  document.addEventListener("selectionchange", () => {
    const button = document.getElementById("redraft-selection");
    if (button && document.activeElement === field()) button.disabled = !selected(field());
  });
  const redraft = (words) => {
    const passage = document.getElementById("passage");
    if (!passage) return window.gizmoLive.notice("No new draft can be asked for now.");
    passage.value = words.replace(/\s+/g, " ").trim();
    const instruction = document.getElementById("instruction");
    instruction.focus();
    instruction.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.id === "redraft-selection") redraft(selected(field()));
    if (button.dataset.redraft) redraft(button.dataset.redraft);
    if (button.id === "whole-reply") {
      document.getElementById("passage").value = "";
      document.getElementById("instruction").focus();
    }
  });
})();
