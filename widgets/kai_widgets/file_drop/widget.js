const human = (size) => (size >= 2 ** 20 ? `${(size / 2 ** 20).toFixed(1)} MB` : `${Math.max(size / 1024, 0.1).toFixed(1)} kB`);
const fillIn = (text, values) => (text ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key]);

function render({ model, el }) {
  el.classList.add("kai", "kai-drop");
  const id = "kai-drop-" + Math.random().toString(36).slice(2);
  el.innerHTML = `<label class="kai-label" for="${id}"></label><div class="kai-drop-zone">
    <input type="file" class="kai-unseen" id="${id}" aria-describedby="${id}-help ${id}-state">
    <label class="kai-button" for="${id}" aria-hidden="true"></label><span class="kai-drop-hint" aria-hidden="true"></span></div>
    <p class="kai-help" id="${id}-help"></p><p class="kai-drop-state" id="${id}-state" role="status"></p><p class="kai-error" role="alert" hidden></p>`;
  const [label, zone, input, button, hint, help, state, alert] = [".kai-label", ".kai-drop-zone", "input", ".kai-button", ".kai-drop-hint", ".kai-help", ".kai-drop-state", ".kai-error"].map((s) => el.querySelector(s));
  let file = null;
  const show = () => {
    const labels = model.get("labels");
    label.textContent = model.get("label");
    button.textContent = labels.choose;
    hint.textContent = labels.drop;
    help.textContent = model.get("help");
    help.hidden = !model.get("help");
    input.accept = model.get("accept");
    alert.textContent = model.get("error");
    alert.hidden = !model.get("error");
    if (file) state.textContent = fillIn(labels.sending, { name: file.name });
    else state.textContent = model.get("name") ? fillIn(labels.have, { name: model.get("name"), size: human(model.get("size")) }) : "";
  };
  const refuse = (text) => {
    file = null;
    model.set("error", text);
    model.save_changes();
    show();
  };
  const take = (chosen) => {
    if (!chosen) return;
    const limit = model.get("max_bytes");
    if (chosen.size > limit)
      return refuse(fillIn(model.get("labels").too_large, { name: chosen.name, size: human(chosen.size), limit: human(limit) }));
    file = chosen;
    model.set("error", "");
    model.save_changes();
    show();
    model.send({ kind: "begin", name: file.name, size: file.size });
  };
  const onMessage = async (message) => {
    if (message.kind === "done") {
      file = null;
      input.value = "";
      show();
    } else if (message.kind === "next" && file) {
      const sent = file;
      try {
        const part = await sent.slice(message.start, message.end).arrayBuffer();
        if (file === sent) model.send({ kind: "part" }, undefined, [part]);
      } catch {
        refuse(fillIn(model.get("labels").broken, { name: sent.name }));
      }
    }
  };
  input.addEventListener("change", () => take(input.files[0]));
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("kai-over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("kai-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("kai-over");
    take(event.dataTransfer.files[0]);
  });
  model.on("msg:custom", onMessage);
  model.on("change", show);
  show();
  return () => {
    model.off("msg:custom", onMessage);
    model.off("change", show);
  };
}
export default { render };
