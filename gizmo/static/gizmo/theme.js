"use strict";
// In the head and not deferred: the chosen theme is there before the first paint.
(() => {
  const themes = ["system", "light", "dark"];
  let theme = "system";
  try {
    theme = localStorage.getItem("gizmo.theme") || "system";
  } catch {
    // Storage may be forbidden; the system's theme is right then.
  }
  const apply = () => {
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    const button = document.getElementById("theme");
    if (button) {
      button.textContent = `Theme: ${theme}`;
      button.setAttribute("aria-label", `Theme: ${theme}. Change it`);
    }
  };
  apply();
  document.addEventListener("DOMContentLoaded", () => {
    apply();
    document.getElementById("theme")?.addEventListener("click", () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length];
      try {
        localStorage.setItem("gizmo.theme", theme);
      } catch {
        // Kept for this page only.
      }
      apply();
    });
  });
})();
