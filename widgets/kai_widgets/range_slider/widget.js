const short = (v) => (v === 0 ? "0" : String(Number(v.toPrecision(3))));
// What is only read has its thousands apart; what is typed over has not.
const said = (v) => (v >= 10000 ? v.toLocaleString("en-US") : short(v));

function render({ model, el }) {
  el.classList.add("kai", "kai-range");
  const id = "kai-range-" + Math.random().toString(36).slice(2);
  const label = Object.assign(document.createElement("label"), { className: "kai-label", htmlFor: id });
  const range = Object.assign(document.createElement("input"), { type: "range", id });
  const box = Object.assign(document.createElement("input"), { type: "number", step: "any", inputMode: "decimal" });
  const unit = Object.assign(document.createElement("span"), { className: "kai-range-unit" });
  const ends = Object.assign(document.createElement("div"), { className: "kai-range-ends" });
  const [low, high] = [document.createElement("span"), document.createElement("span")];
  const help = Object.assign(document.createElement("p"), { className: "kai-help", id: id + "-help" });
  const head = Object.assign(document.createElement("div"), { className: "kai-range-head" });
  const exact = Object.assign(document.createElement("span"), { className: "kai-range-exact" });
  ends.setAttribute("aria-hidden", "true");
  ends.append(low, high);
  exact.append(box, unit);
  head.append(label, exact);
  el.append(head, range, ends, help);

  const g = (name) => model.get(name);
  const toPosition = (v) => (g("log_scale") ? (g("steps") * Math.log(v / g("min"))) / Math.log(g("max") / g("min")) : v);
  const fromPosition = (p) => {
    if (!g("log_scale")) return Number(p.toPrecision(12));
    if (p <= 0) return g("min");
    if (p >= g("steps")) return g("max");
    return Number((g("min") * Math.pow(g("max") / g("min"), p / g("steps"))).toPrecision(3));
  };
  const say = (v) => {
    box.value = short(v);
    range.setAttribute("aria-valuetext", `${short(v)} ${g("unit")}`.trim());
    const p = (Number(range.value) - Number(range.min)) / (Number(range.max) - Number(range.min));
    range.style.setProperty("--kai-part", `${100 * p}%`);
  };
  const show = () => {
    label.textContent = g("label");
    unit.textContent = g("unit");
    help.textContent = g("help");
    help.hidden = !g("help");
    box.setAttribute("aria-label", [g("label"), g("exact"), g("unit")].filter(Boolean).join(", "));
    if (g("help")) range.setAttribute("aria-describedby", help.id);
    else range.removeAttribute("aria-describedby");
    const log = g("log_scale");
    range.min = log ? 0 : g("min");
    range.max = log ? g("steps") : g("max");
    range.step = log ? 1 : g("step");
    box.min = g("min");
    box.max = g("max");
    low.textContent = said(g("min"));
    high.textContent = said(g("max"));
    range.disabled = box.disabled = g("disabled");
    range.value = toPosition(g("value"));
    say(g("value"));
  };
  let held = false;
  let timer = 0;
  const commit = (v) => {
    clearTimeout(timer);
    model.set("value", v);
    model.save_changes();
  };
  range.addEventListener("input", () => {
    held = true;
    const v = fromPosition(Number(range.value));
    say(v);
    if (g("continuous")) {
      clearTimeout(timer);
      timer = setTimeout(() => commit(v), 60);
    }
  });
  range.addEventListener("change", () => {
    held = false;
    commit(fromPosition(Number(range.value)));
  });
  box.addEventListener("change", () => {
    const typed = Number(box.value);
    if (box.value === "" || !Number.isFinite(typed)) return show();
    commit(Math.min(Math.max(typed, g("min")), g("max")));
    show();
  });
  const refresh = () => held || show();
  model.on("change", refresh);
  show();
  return () => {
    clearTimeout(timer);
    model.off("change", refresh);
  };
}
export default { render };
