"use strict";
// Times in the reader's own zone, ages that grow, and countdowns.
(() => {
  const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
  const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
  const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

  const localise = (root) => {
    for (const time of root.querySelectorAll("time[data-local]")) {
      const at = new Date(time.dateTime);
      if (Number.isNaN(at.valueOf())) continue;
      const today = at.toDateString() === new Date().toDateString();
      const short = time.dataset.local === "time" || today;
      time.textContent = short ? clock.format(at) : `${day.format(at)}, ${clock.format(at)}`;
      time.title = full.format(at);
    }
  };

  const age = (seconds) => {
    for (const [size, unit] of [[86400, "d"], [3600, "h"], [60, "min"]]) {
      if (seconds >= size) return `${Math.floor(seconds / size)} ${unit}`;
    }
    return `${seconds} s`;
  };

  const elapsed = (seconds) => (seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`);

  const write = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };

  // Ages and countdowns go by the server's clock; this one may be minutes off.
  const ahead = Date.now() - (Number(document.body.dataset.now) * 1000 || Date.now());
  const tick = () => {
    const now = Date.now() - ahead;
    const since = (iso) => Math.max(0, Math.floor((now - new Date(iso)) / 1000));
    for (const each of document.querySelectorAll("[data-age]")) write(each, age(since(each.dataset.age)));
    for (const each of document.querySelectorAll("[data-elapsed]")) write(each, elapsed(since(each.dataset.elapsed)));
    for (const each of document.querySelectorAll("[data-due]")) {
      const left = Math.floor((new Date(each.dataset.due) - now) / 1000);
      write(each, left < 0 ? `overdue ${age(-left)}` : `due in ${age(left)}`);
      each.classList.toggle("overdue", left < 0);
    }
    for (const each of document.querySelectorAll("[data-countdown]")) {
      const left = Math.floor((new Date(each.dataset.countdown) - now) / 1000);
      write(each, left > 0 ? `Leaves in ${left} s.` : each.dataset.over);
    }
  };

  window.gizmoTimes = { localise, clock };
  localise(document);
  tick();
  setInterval(tick, 1000);
  document.addEventListener("htmx:load", (event) => {
    localise(event.target.parentNode || document);
    tick();
  });
})();
