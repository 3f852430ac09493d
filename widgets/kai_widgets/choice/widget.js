const plain = (text) => (text ?? "").normalize("NFKC").toLowerCase();

function render({ model, el }) {
  el.classList.add("kai", "kai-choice");
  const id = "kai-choice-" + Math.random().toString(36).slice(2);
  el.innerHTML = `<label class="kai-label" for="${id}"></label><div class="kai-choice-box">
    <input type="text" id="${id}" role="combobox" aria-autocomplete="list" aria-expanded="false" aria-controls="${id}-list" autocomplete="off" spellcheck="false">
    <svg aria-hidden="true" viewBox="0 0 16 16" width="16" height="16"><path d="M3 6l5 5 5-5" fill="none" stroke="currentColor" stroke-width="2"/></svg>
    <ul id="${id}-list" role="listbox" hidden></ul></div><p class="kai-help" id="${id}-help"></p><span class="kai-unseen" role="status"></span>`;
  const [label, input, list, help, live] = ["label", "input", "ul", ".kai-help", "[role=status]"].map((s) => el.querySelector(s));
  let shown = [];
  let active = -1;
  const chosen = () => model.get("options").find((option) => option.value === model.get("value"));
  const rest = () => {
    input.value = chosen()?.label ?? "";
  };
  const mark = (index) => {
    active = index;
    [...list.children].forEach((item, k) => item.classList.toggle("kai-active", k === active));
    if (active >= 0 && list.children[active]) {
      input.setAttribute("aria-activedescendant", list.children[active].id);
      list.children[active].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const shut = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  };
  const pick = (option) => {
    if (option && option.value !== model.get("value")) {
      model.set("value", option.value);
      model.save_changes();
    }
    rest();
    shut();
  };
  const open = (query) => {
    const words = plain(query).split(/\s+/).filter(Boolean);
    const text = (option) => plain(`${option.label} ${option.hint ?? ""} ${option.search ?? ""}`);
    shown = model.get("options").filter((option) => words.every((word) => text(option).includes(word)));
    list.replaceChildren(
      ...shown.map((option, k) => {
        const item = document.createElement("li");
        item.id = `${id}-${k}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", String(option.value === model.get("value")));
        item.append(Object.assign(document.createElement("span"), { textContent: option.label }));
        if (option.hint) item.append(Object.assign(document.createElement("small"), { textContent: option.hint }));
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          pick(option);
        });
        return item;
      }),
    );
    if (!shown.length) {
      const none = Object.assign(document.createElement("li"), { textContent: model.get("labels").none, className: "kai-choice-none" });
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.setAttribute("aria-selected", "false");
      list.append(none);
    }
    live.textContent = shown.length ? (model.get("labels").count ?? "").replace("{n}", shown.length) : model.get("labels").none;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    const current = shown.findIndex((option) => option.value === model.get("value"));
    mark(words.length ? (shown.length ? 0 : -1) : current);
  };
  const show = () => {
    label.textContent = model.get("label");
    list.setAttribute("aria-label", model.get("label"));
    help.textContent = model.get("help");
    help.hidden = !model.get("help");
    if (model.get("help")) input.setAttribute("aria-describedby", help.id);
    input.placeholder = model.get("placeholder");
    input.disabled = model.get("disabled");
    if (list.hidden) rest();
  };
  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", () => list.hidden && open(""));
  input.addEventListener("input", () => open(input.value));
  input.addEventListener("blur", () => {
    rest();
    shut();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Hangul is being put together
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return open("");
      if (shown.length) mark((active + (key === "ArrowDown" ? 1 : -1) + shown.length) % shown.length);
    } else if (key === "Enter" && !list.hidden) {
      event.preventDefault();
      pick(shown[active]);
    } else if (key === "Escape" && !list.hidden) {
      event.preventDefault();
      rest();
      shut();
    }
  });
  model.on("change", show);
  show();
  return () => model.off("change", show);
}
export default { render };
