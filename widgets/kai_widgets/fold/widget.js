function render({ model, el }) {
  el.classList.add("kai", "kai-fold");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "kai-fold-button" });
  button.innerHTML = `<svg aria-hidden="true" viewBox="0 0 16 16" width="16" height="16"><path d="M5 3l5 5-5 5" fill="none" stroke="currentColor" stroke-width="2"/></svg><span></span>`;
  el.append(button);
  const show = () => {
    button.querySelector("span").textContent = model.get("label");
    button.setAttribute("aria-expanded", String(model.get("expanded")));
    el.classList.toggle("kai-shut", !model.get("expanded"));
    el.classList.toggle("kai-narrow-only", model.get("narrow_only"));
  };
  button.addEventListener("click", () => {
    model.set("expanded", !model.get("expanded"));
    model.save_changes();
    // Charts measure themselves; let those that were hidden do it now.
    requestAnimationFrame(() => window.dispatchEvent(new Event("resize")));
  });
  model.on("change", show);
  show();
  return () => model.off("change", show);
}
export default { render };
