function render({ model, el }) {
  el.classList.add("kai", "kai-monitor");
  el.innerHTML = `<div class="kai-monitor-row"><span class="kai-monitor-stage"></span><span class="kai-monitor-facts"></span></div>
    <div class="kai-monitor-row"><div class="kai-monitor-bar" role="progressbar" aria-valuemin="0"><i></i></div>
    <button type="button" class="kai-button kai-monitor-stop"></button></div>
    <span class="kai-unseen" role="status" aria-live="polite"></span>`;
  const find = (name) => el.querySelector(name);
  const [stage, facts, bar, fill, stop, live] = [".kai-monitor-stage", ".kai-monitor-facts", ".kai-monitor-bar", ".kai-monitor-bar i", ".kai-monitor-stop", "[role=status]"].map(find);
  let since = 0;
  let stopping = false;
  const fillIn = (text, values) => (text ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const count = () => {
    const labels = model.get("labels");
    const seconds = Math.max(model.get("seconds"), (Date.now() - since) / 1000);
    const parts = [fillIn(labels.elapsed, { seconds: seconds.toFixed(seconds < 10 ? 1 : 0) })];
    if (model.get("divergences")) parts.push(fillIn(labels.divergences, { n: model.get("divergences") }));
    facts.textContent = parts.join(" · ");
  };
  const show = () => {
    const running = model.get("running");
    el.classList.toggle("kai-idle", !running);
    if (!running) {
      since = 0;
      stopping = false;
      live.textContent = "";
      return;
    }
    if (!since) since = Date.now() - 1000 * model.get("seconds");
    const [done, total] = [model.get("done"), model.get("total")];
    const labels = model.get("labels");
    stage.textContent = model.get("stage");
    if (live.textContent !== model.get("stage")) live.textContent = model.get("stage");
    bar.setAttribute("aria-label", model.get("stage") || "…");
    bar.classList.toggle("kai-unsure", !total);
    if (total) {
      bar.setAttribute("aria-valuemax", total);
      bar.setAttribute("aria-valuenow", Math.min(done, total));
      fill.style.width = `${(100 * Math.min(done, total)) / total}%`;
    } else {
      bar.removeAttribute("aria-valuemax");
      bar.removeAttribute("aria-valuenow");
      fill.style.width = "";
    }
    stop.textContent = stopping ? labels.stopping : labels.stop;
    stop.disabled = stopping;
    count();
  };
  stop.addEventListener("click", () => {
    stopping = true;
    model.send({ cancel: true });
    show();
  });
  const timer = setInterval(() => model.get("running") && count(), 250);
  model.on("change", show);
  show();
  return () => {
    clearInterval(timer);
    model.off("change", show);
  };
}
export default { render };
