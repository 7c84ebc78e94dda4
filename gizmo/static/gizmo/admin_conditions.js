"use strict";
// Conditions as rows. The JSON field stays the truth: every change is written there, and it can be edited itself.
(() => {
  const make = (tag, props, ...inside) => {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...inside);
    return element;
  };
  const choice = (label, options, chosen) => {
    const select = make("select", { ariaLabel: label });
    for (const [value, text] of options) select.append(make("option", { value, textContent: text, selected: value === chosen }));
    return select;
  };

  const build = (box) => {
    const words = JSON.parse(document.getElementById(box.dataset.words).textContent);
    const text = box.querySelector("textarea");
    const list = make("div", { className: "gizmo-rows" });
    const add = make("button", { type: "button", className: "button", textContent: "Add a condition" });
    const toggle = make("button", { type: "button", className: "button gizmo-json", textContent: "Edit as JSON" });
    const note = make("p", { className: "help" });
    note.setAttribute("role", "status");
    let conditions = [];

    const write = () => { text.value = JSON.stringify(conditions); };
    const shaped = (value) => Array.isArray(value) && value.every((each) => each && words.fields[each.field] && words.operators[each.op]);
    const listed = (value) => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]).join("\n");
    const typed = (value, number) => (number && value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value);

    const valueOf = (condition, at) => {
      const field = words.fields[condition.field];
      const kind = words.operators[condition.op].value;
      const label = `Value of condition ${at + 1}`;
      if (kind === "none") { delete condition.value; return make("span", {}); }
      if (kind === "many") {
        const area = make("textarea", { rows: Math.max(2, listed(condition.value).split("\n").length), value: listed(condition.value), ariaLabel: `${label}, one per line`, spellcheck: false });
        area.addEventListener("input", () => {
          condition.value = area.value.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => typed(line, field.number));
          write();
        });
        return make("span", { className: "gizmo-value" }, area, make("span", { className: "help", textContent: "One per line." }));
      }
      if (field.truth) {
        const truth = choice(label, [["true", "yes"], ["false", "no"]], String(condition.value === true));
        truth.addEventListener("change", () => { condition.value = truth.value === "true"; write(); });
        return make("span", { className: "gizmo-value" }, truth);
      }
      const other = condition.value && typeof condition.value === "object" && !Array.isArray(condition.value) ? condition.value.field : "";
      const number = kind === "number" || field.number;
      const input = make("input", { type: number ? "number" : "text", step: "any", ariaLabel: label, spellcheck: false, hidden: Boolean(other), value: other ? "" : listed(condition.value).split("\n")[0] });
      if (kind === "pattern") input.classList.add("gizmo-pattern");
      const takeInput = () => { condition.value = typed(input.value, number); write(); };
      input.addEventListener("input", takeInput);
      const span = make("span", { className: "gizmo-value" });
      if (field.others.length) {
        const against = choice(`What condition ${at + 1} compares with`, [["", "the number"], ...field.others.filter((name) => name !== condition.field).map((name) => [name, words.fields[name].label])], other);
        against.addEventListener("change", () => {
          input.hidden = Boolean(against.value);
          if (against.value) { condition.value = { field: against.value }; write(); } else takeInput();
        });
        span.append(against);
      }
      span.append(input);
      return span;
    };

    const draw = (focus) => {
      list.replaceChildren(...conditions.map((condition, at) => {
        const fields = choice(`Field of condition ${at + 1}`, Object.entries(words.fields).map(([name, field]) => [name, field.label]), condition.field);
        const names = words.fields[condition.field].operators;
        const allowed = names.includes(condition.op) ? names : [condition.op, ...names];
        const operators = choice(`Operator of condition ${at + 1}`, allowed.map((name) => [name, words.operators[name].label]), condition.op);
        fields.addEventListener("change", () => {
          condition.field = fields.value;
          if (!words.fields[condition.field].operators.includes(condition.op)) condition.op = words.fields[condition.field].operators[0];
          settle(condition);
          draw([at, 0]);
        });
        operators.addEventListener("change", () => { condition.op = operators.value; settle(condition); draw([at, 1]); });
        const remove = make("button", { type: "button", className: "button", textContent: "Remove", ariaLabel: `Remove condition ${at + 1}` });
        remove.addEventListener("click", () => { conditions.splice(at, 1); write(); draw(); add.focus(); });
        return make("div", { className: "gizmo-row" }, make("span", { className: "gizmo-and", textContent: at ? "and" : "if" }), fields, operators, valueOf(condition, at), remove);
      }));
      if (focus) list.children[focus[0]]?.querySelectorAll("select")[focus[1]]?.focus();
    };
    const settle = (condition) => {
      const kind = words.operators[condition.op].value;
      const number = kind === "number" || words.fields[condition.field].number;
      const plain = listed(condition.value && typeof condition.value === "object" && !Array.isArray(condition.value) ? "" : condition.value);
      if (kind === "none") delete condition.value;
      else if (kind === "many") condition.value = plain.split("\n").filter(Boolean).map((line) => typed(line, number));
      else if (words.fields[condition.field].truth) condition.value = condition.value === true;
      else if (number && !Number.isFinite(Number(plain))) condition.value = 0;
      else condition.value = typed(plain.split("\n")[0], number);
      write();
    };
    const show = (asRows) => {
      text.hidden = asRows;
      list.hidden = add.hidden = !asRows;
      toggle.textContent = asRows ? "Edit as JSON" : "Edit as rows";
    };
    const read = () => {
      let value;
      try { value = JSON.parse(text.value.trim() || "[]") ?? []; } catch { value = null; }
      if (!shaped(value)) { note.textContent = "This is not a list of conditions that rows can show. Correct it here."; show(false); return; }
      note.textContent = "";
      conditions = value;
      draw();
      show(true);
    };
    toggle.addEventListener("click", () => (text.hidden ? show(false) : read()));
    add.addEventListener("click", () => {
      const [name, field] = Object.entries(words.fields)[0];
      conditions.push({ field: name, op: field.operators[0], value: words.operators[field.operators[0]].value === "many" ? [] : "" });
      write();
      draw([conditions.length - 1, 0]);
    });
    box.append(list, make("div", { className: "gizmo-row-buttons" }, add, toggle), note);
    read();
  };
  document.querySelectorAll(".gizmo-conditions").forEach(build);
})();
