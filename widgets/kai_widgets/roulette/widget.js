function render({ model, el }) {
  el.classList.add("kai", "kai-roulette");
  const group = document.createElement("fieldset");
  const legend = Object.assign(document.createElement("legend"), { className: "kai-label" });
  const help = Object.assign(document.createElement("p"), { className: "kai-help" });
  const grid = Object.assign(document.createElement("div"), { className: "kai-roulette-grid" });
  const count = Object.assign(document.createElement("p"), { className: "kai-roulette-count" });
  count.setAttribute("role", "status");
  group.append(legend, help, grid, count);
  el.append(group);
  const columns = [];
  let drawn = "";
  const put = (bin, n) => {
    const chips = [...model.get("chips")];
    chips[bin] = Math.min(Math.max(Math.round(n), 0), model.get("most"));
    model.set("chips", chips);
    model.save_changes();
    fill();
  };
  const build = () => {
    columns.length = 0;
    grid.replaceChildren(
      ...model.get("bins").map((name, bin) => {
        const column = Object.assign(document.createElement("div"), { className: "kai-roulette-bin" });
        const stack = Object.assign(document.createElement("div"), { className: "kai-roulette-stack" });
        stack.setAttribute("aria-hidden", "true");
        for (let k = model.get("most"); k > 0; k--) {
          const cell = Object.assign(document.createElement("span"), { className: "kai-roulette-cell" });
          // The topmost chip is taken away by a click on it.
          cell.addEventListener("click", () => put(bin, model.get("chips")[bin] === k ? k - 1 : k));
          stack.append(cell);
        }
        const field = Object.assign(document.createElement("input"), { type: "number", min: 0, step: 1, inputMode: "numeric" });
        field.max = model.get("most");
        field.setAttribute("aria-label", model.get("labels").bin.replace("{name}", name));
        field.addEventListener("change", () => put(bin, Number(field.value) || 0));
        const text = Object.assign(document.createElement("span"), { className: "kai-roulette-name", textContent: name });
        text.setAttribute("aria-hidden", "true");
        column.append(stack, field, text);
        columns.push({ stack, field });
        return column;
      }),
    );
  };
  const fill = () => {
    const chips = model.get("chips");
    columns.forEach(({ stack, field }, bin) => {
      const most = stack.children.length;
      [...stack.children].forEach((cell, k) => cell.classList.toggle("kai-roulette-chip", most - k <= chips[bin]));
      field.value = chips[bin] ?? 0;
    });
    const n = chips.reduce((sum, one) => sum + one, 0);
    count.textContent = model.get("labels").count.replace("{n}", n);
  };
  const show = () => {
    legend.textContent = model.get("label");
    help.textContent = model.get("help");
    help.hidden = !model.get("help");
    const wanted = JSON.stringify([model.get("bins"), model.get("most"), model.get("labels")]);
    if (wanted !== drawn) {
      drawn = wanted;
      build();
    }
    fill();
  };
  model.on("change", show);
  show();
  return () => model.off("change", show);
}
export default { render };
