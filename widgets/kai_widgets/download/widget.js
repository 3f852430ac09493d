const SILENCE_MS = 120000;

function render({ model, el }) {
  el.classList.add("kai", "kai-download");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "kai-button" });
  const alert = Object.assign(document.createElement("p"), { className: "kai-error", hidden: true });
  alert.setAttribute("role", "alert");
  el.append(button, alert);
  let busy = false;
  let parts = [];
  let timer = 0;
  const show = () => {
    button.textContent = busy ? model.get("labels").busy : model.get("label");
    button.disabled = model.get("disabled");
    button.setAttribute("aria-disabled", String(busy));
    button.classList.toggle("kai-primary", model.get("primary"));
    alert.textContent = model.get("error");
    alert.hidden = !model.get("error");
  };
  const end = (error) => {
    clearTimeout(timer);
    busy = false;
    parts = [];
    if (error && !model.get("error")) model.set("error", error);
    show();
  };
  const watch = () => {
    clearTimeout(timer);
    timer = setTimeout(() => end(model.get("labels").failed), SILENCE_MS);
  };
  const onMessage = (message, buffers) => {
    if (!busy) return;
    if (message.kind === "failed") return end(model.get("labels").failed);
    if (message.kind !== "part") return;
    parts.push(new Uint8Array(buffers[0].buffer.slice(buffers[0].byteOffset, buffers[0].byteOffset + buffers[0].byteLength)));
    const have = message.start + buffers[0].byteLength;
    if (have < message.total) {
      watch();
      model.send({ kind: "next", start: have });
      return;
    }
    const address = URL.createObjectURL(new Blob(parts, { type: model.get("mime") }));
    const link = Object.assign(document.createElement("a"), { href: address, download: model.get("filename") });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    end("");
  };
  button.addEventListener("click", () => {
    if (busy) return;
    busy = true;
    parts = [];
    model.set("error", "");
    show();
    watch();
    model.send({ kind: "ask" });
  });
  model.on("msg:custom", onMessage);
  model.on("change", show);
  show();
  return () => {
    clearTimeout(timer);
    model.off("msg:custom", onMessage);
    model.off("change", show);
  };
}
export default { render };
