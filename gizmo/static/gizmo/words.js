"use strict";
// A copy of unsaved words in this browser until the server has them: for the tab that is killed, the session that ends.
(() => {
  const FORGOTTEN = 7 * 24 * 3600 * 1000; // they are offered for a week
  const place = () => `gizmo:words:${document.getElementById("lost-words").dataset.keep}`;
  const asidePlace = () => `${place()}:aside`;

  const read = (key) => {
    try {
      const words = JSON.parse(localStorage.getItem(key));
      return words && Date.now() - words.at < FORGOTTEN ? words : null;
    } catch { return null; }
  };
  const write = (key, words) => {
    try { localStorage.setItem(key, JSON.stringify(words)); } catch { /* full or forbidden: the server still saves */ }
  };
  const drop = (key) => {
    try { localStorage.removeItem(key); } catch { /* as above */ }
  };

  const remember = (editor) => {
    const { draft, base } = editor.dataset;
    write(place(), { draft, base, body: editor.value, at: Date.now() });
  };

  // Words that wait for a decision, while others are typed: only the person's answer takes them away.
  const putAside = (words) => {
    const before = read(asidePlace());
    const body = before && before.body !== words.body ? `${before.body}\n\n${words.body}` : words.body;
    write(asidePlace(), { ...words, body });
    drop(place());
  };

  window.gizmoWords = {
    remember,
    remembered: () => read(place()),
    forget: () => drop(place()),
    putAside,
    aside: () => read(asidePlace()),
    dropAside: () => drop(asidePlace()),
  };
})();
