"use strict";
// Ctrl K: what this page can do, tickets, views and pages, found by their words. A combobox with a list, as ARIA has it.
(() => {
  const dialog = document.getElementById("palette");
  const input = document.getElementById("palette-input");
  const list = document.getElementById("palette-list");
  const state = document.getElementById("palette-state");
  const PAUSE = 150;
  let options = [];
  let at = -1;
  let timer = 0;
  let asked = 0; // answers to older questions are dropped

  const words = () => input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (text) => words().every((word) => text.toLowerCase().includes(word));

  const own = () => ({
    title: "On this page",
    items: window.gizmoKeys
      .possible()
      .filter((action) => matches(action.words))
      .map((action) => ({
        words: action.words,
        detail: action.off || (window.gizmoKeys.mode === "off" ? "" : action.key),
        off: action.off !== "",
        run: () => window.gizmoKeys.act(action.name),
      })),
  });

  const choose = (index) => {
    options[at]?.element.setAttribute("aria-selected", "false");
    at = options.length ? (index + options.length) % options.length : -1;
    const chosen = options[at];
    chosen?.element.setAttribute("aria-selected", "true");
    chosen?.element.scrollIntoView({ block: "nearest" });
    if (chosen) input.setAttribute("aria-activedescendant", chosen.element.id);
    else input.removeAttribute("aria-activedescendant");
  };

  const part = (tag, className, text) => {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  };

  const option = (item) => {
    const element = document.createElement("div");
    element.setAttribute("role", "option");
    element.setAttribute("aria-selected", "false");
    if (item.off) element.setAttribute("aria-disabled", "true");
    element.id = `palette-option-${options.length}`;
    element.append(part("span", "grow", item.words), part(item.run && !item.off && item.detail ? "kbd" : "span", "muted small", item.detail ?? ""));
    options.push({ element, item });
    return element;
  };

  const show = (groups) => {
    const before = options[at]?.item.words;
    options = [];
    list.replaceChildren();
    for (const [number, group] of groups.filter((each) => each.items.length).entries()) {
      const box = document.createElement("div");
      const title = part("div", "palette-group", group.title);
      title.id = `palette-group-${number}`;
      box.setAttribute("role", "group");
      box.setAttribute("aria-labelledby", title.id);
      box.append(title, ...group.items.map(option));
      list.append(box);
    }
    input.setAttribute("aria-expanded", String(options.length > 0));
    at = -1;
    const same = options.findIndex(({ item }) => item.words === before);
    choose(Math.max(same, 0));
    state.textContent = options.length ? `${options.length} found` : "Nothing is called that.";
  };

  let known = []; // the groups the server told last
  const ask = async () => {
    const mine = ++asked;
    try {
      const response = await fetch(`${dialog.dataset.from}?q=${encodeURIComponent(input.value)}`, { headers: { "X-Requested-With": "fetch" } });
      if (response.redirected) return location.reload(); // signed out
      if (!response.ok || mine !== asked || !dialog.open) return;
      known = (await response.json()).groups;
      if (mine === asked) show([own(), ...known]);
    } catch {
      if (mine === asked) state.textContent = "The server cannot be reached; only this page's commands are listed.";
    }
  };

  const update = () => {
    show([own(), ...known.map((group) => ({ ...group, items: group.items.filter((item) => matches(`${item.words} ${item.detail ?? ""} ${group.title}`)) }))]);
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };

  const open = () => {
    if (document.querySelector("dialog[open]")) return;
    input.value = "";
    known = [];
    dialog.showModal();
    show([own()]);
    ask();
  };

  const run = (index) => {
    const chosen = options[index]?.item;
    if (!chosen) return;
    dialog.close(); // gives the focus back first
    if (chosen.run) chosen.run();
    else location.assign(chosen.url);
  };

  input.addEventListener("input", update);
  input.addEventListener("keydown", (event) => {
    const move = { ArrowDown: () => choose(at + 1), ArrowUp: () => choose(at - 1), Enter: () => run(at) }[event.key];
    if (!move || event.isComposing) return;
    event.preventDefault();
    move();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
  list.addEventListener("click", (event) => {
    const element = event.target.closest("[role=option]");
    if (element) run(options.findIndex((each) => each.element === element));
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // beside it
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (dialog.open) dialog.close();
      else open();
    }
  });
  document.getElementById("palette-open")?.addEventListener("click", open);
})();
