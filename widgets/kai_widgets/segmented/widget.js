function render({ model, el }) {
  el.classList.add("kai", "kai-segmented");
  const name = "kai-segmented-" + Math.random().toString(36).slice(2);
  const group = document.createElement("fieldset");
  const legend = document.createElement("legend");
  const row = Object.assign(document.createElement("div"), { className: "kai-segments" });
  group.append(legend, row);
  el.append(group);
  let drawn = "";
  const show = () => {
    legend.textContent = model.get("label");
    legend.className = model.get("quiet") ? "kai-unseen" : "kai-label";
    group.disabled = model.get("disabled");
    const wanted = JSON.stringify(model.get("options"));
    if (wanted !== drawn) {
      drawn = wanted;
      row.replaceChildren(
        ...model.get("options").map((option) => {
          const label = document.createElement("label");
          const input = Object.assign(document.createElement("input"), { type: "radio", name, value: option.value });
          const text = Object.assign(document.createElement("span"), { textContent: option.label });
          if (option.lang) text.lang = option.lang;
          input.addEventListener("change", () => {
            model.set("value", option.value);
            model.save_changes();
          });
          label.append(input, text);
          return label;
        }),
      );
    }
    for (const input of row.querySelectorAll("input")) input.checked = input.value === model.get("value");
  };
  model.on("change", show);
  show();
  return () => model.off("change", show);
}
export default { render };
