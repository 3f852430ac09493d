const LANGUAGES = ["ko", "en"];
const own = () => "voila" in document.body.dataset; // in JupyterLab the address is not ours

// At the first view, not before: until all widgets of the page are loaded, what Python answers could be lost.
function begin(model) {
  const seen = {};
  if (own()) {
    const query = new URLSearchParams(location.search);
    for (const key of model.get("names")) if (query.has(key)) seen[key] = query.get(key);
    if (query.has("lang")) seen.lang = query.get("lang");
  }
  if (!LANGUAGES.includes(seen.lang)) seen.lang = navigator.language.startsWith("ko") ? "ko" : "en";
  const speak = (lang) => {
    if (own() && LANGUAGES.includes(lang)) document.documentElement.lang = lang;
  };
  speak(seen.lang);
  model.set("values", { ...model.get("values"), ...seen });
  model.set("ready", true);
  model.save_changes();
  model.on("change:values", () => {
    const values = model.get("values");
    speak(values.lang);
    if (!own()) return;
    const query = new URLSearchParams(location.search);
    query.delete("token"); // a shared address must not carry a key
    for (const key of ["lang", ...model.get("names")]) {
      if (values[key]) query.set(key, values[key]);
      else query.delete(key);
    }
    history.replaceState(history.state, "", `${location.pathname}?${query}${location.hash}`);
  });
}

const begun = new WeakSet();

function render({ model, el }) {
  el.style.display = "none";
  if (begun.has(model)) return;
  begun.add(model);
  begin(model);
}
export default { render };
