"use strict";
// Rows of an ordered list: drag them, or move them with two buttons. One request saves the whole order.
(() => {
  const list = document.querySelector("[data-order-url]");
  const body = document.querySelector("#result_list tbody");
  if (!list || !body) return;
  const rows = () => [...body.querySelectorAll("tr")];
  const id = (row) => row.querySelector("input[name=_selected_action]")?.value;
  if (rows().length < 2 || !rows().every(id)) return;

  const say = document.createElement("p");
  say.className = "gizmo-order-said";
  say.setAttribute("role", "status");
  list.append(say);
  const name = (row) => row.querySelector("th a")?.textContent.trim() || "Row";

  let timer = 0;
  let latest = 0;
  const save = (row) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(async () => {
      const mine = ++latest;
      const form = new FormData();
      rows().forEach((each) => form.append("row", id(each)));
      form.append("csrfmiddlewaretoken", document.querySelector("input[name=csrfmiddlewaretoken]").value);
      const place = `${name(row)}: place ${rows().indexOf(row) + 1} of ${rows().length}.`;
      try {
        const answer = await fetch(list.dataset.orderUrl, { method: "POST", body: form, credentials: "same-origin" });
        const told = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
        if (mine !== latest) return;
        if (!answer.ok) throw new Error(told.error || `The server answered ${answer.status}.`);
        rows().forEach((each) => {
          const input = each.querySelector("input[name$=-position]");
          if (input) input.value = told.positions[id(each)];
        });
        say.className = "gizmo-order-said";
        say.textContent = `${place} Saved.`;
      } catch (error) {
        say.className = "gizmo-order-said gizmo-order-failed";
        say.textContent = `Not saved. ${error.message}`;
      }
    }, 300);
  };
  const ends = () => rows().forEach((row, at, all) => {
    row.querySelector(".gizmo-up").toggleAttribute("data-end", at === 0);
    row.querySelector(".gizmo-down").toggleAttribute("data-end", at === all.length - 1);
  });
  const move = (row, before) => {
    body.insertBefore(row, before);
    ends();
    save(row);
  };

  let dragged = null;
  rows().forEach((row) => {
    const cell = row.querySelector("th");
    const handle = document.createElement("span");
    handle.className = "gizmo-order";
    const grip = document.createElement("span");
    grip.className = "gizmo-grip";
    grip.draggable = true;
    grip.title = "Drag to another place";
    grip.setAttribute("aria-hidden", "true");
    grip.textContent = "⠿";
    grip.addEventListener("dragstart", (event) => {
      dragged = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", id(row));
      event.dataTransfer.setDragImage(row, 10, 10);
      row.classList.add("gizmo-dragged");
    });
    grip.addEventListener("dragend", () => {
      row.classList.remove("gizmo-dragged");
      if (dragged) ends();
      dragged = null;
    });
    handle.append(grip);
    for (const [kind, sign, word] of [["up", "↑", "up"], ["down", "↓", "down"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = `gizmo-${kind}`;
      button.textContent = sign;
      button.setAttribute("aria-label", `Move ${name(row)} ${word}`);
      button.addEventListener("click", () => {
        const other = kind === "up" ? row.previousElementSibling : row.nextElementSibling;
        if (other) move(row, kind === "up" ? other : other.nextElementSibling);
        button.focus();
      });
      handle.append(button);
    }
    cell.prepend(handle);
  });
  body.addEventListener("dragover", (event) => {
    const over = event.target.closest("tr");
    if (!dragged || !over) return;
    event.preventDefault();
    if (over === dragged) return;
    const box = over.getBoundingClientRect();
    body.insertBefore(dragged, event.clientY < box.top + box.height / 2 ? over : over.nextElementSibling);
  });
  body.addEventListener("drop", (event) => {
    if (!dragged) return;
    event.preventDefault();
    const row = dragged;
    dragged = null;
    ends();
    save(row);
  });
  ends();
})();
