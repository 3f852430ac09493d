const HOST_WAIT_MS = 4000;
const THROTTLE_MS = 80;
const clean = (value) => JSON.parse(JSON.stringify(value ?? null));

// vega-embed from the page's host; where there is none, from Python, once for all charts.
async function vega(model) {
  const shelf = (globalThis.kaiVega ??= {});
  if (shelf.embed) return shelf.embed;
  if (model.get("_hosted")) {
    shelf.waiting ??= new Promise((done) => (shelf.ready = done));
    const late = new Promise((done) => setTimeout(done, HOST_WAIT_MS));
    const embed = await Promise.race([shelf.waiting, late]);
    if (embed) return embed;
  }
  shelf.asked ??= new Promise((done, fail) => {
    const hear = async (message, buffers) => {
      if (message.kind !== "vega") return;
      model.off("msg:custom", hear);
      const address = URL.createObjectURL(new Blob([buffers[0]], { type: "text/javascript" }));
      try {
        const script = await import(address);
        shelf.embed = script.default;
        done(script.default);
      } catch (error) {
        fail(error);
      }
      URL.revokeObjectURL(address);
    };
    model.on("msg:custom", hear);
    model.send({ kind: "vega" });
  });
  return shelf.asked;
}

// Every named parameter, wherever in a composed specification it is declared.
function parameters(spec, found = {}) {
  if (Array.isArray(spec)) for (const part of spec) parameters(part, found);
  else if (spec && typeof spec === "object") {
    for (const param of spec.params ?? []) if (param.name) found[param.name] = Boolean(param.select);
    for (const key of ["layer", "hconcat", "vconcat", "concat", "spec"]) if (spec[key]) parameters(spec[key], found);
  }
  return found;
}

function throttle(action) {
  let timer = 0;
  const later = () => {
    timer ||= setTimeout(() => {
      timer = 0;
      action();
    }, THROTTLE_MS);
  };
  later.stop = () => clearTimeout(timer);
  return later;
}

function render({ model, el }) {
  el.classList.add("kai", "kai-chart");
  const stage = Object.assign(document.createElement("div"), { className: "kai-chart-stage" });
  const alert = Object.assign(document.createElement("div"), { className: "kai-error", hidden: true });
  const tools = Object.assign(document.createElement("div"), { className: "kai-chart-tools" });
  alert.setAttribute("role", "alert");
  el.append(stage, alert, tools);

  let current = null; // {api, box, shape, spec}
  let turn = 0;
  let gone = false;

  const bare = (spec) => JSON.stringify({ ...spec, datasets: Object.keys(spec.datasets ?? {}) });
  const fail = (error) => {
    current?.api.finalize();
    current = null;
    stage.replaceChildren();
    stage.style.minHeight = "0";
    const detail = Object.assign(document.createElement("code"), { textContent: String(error?.message ?? error) });
    alert.replaceChildren(model.get("labels").failed, document.createElement("br"), detail);
    alert.hidden = false;
    tools.hidden = true;
    model.set("error", String(error?.message ?? error));
    model.save_changes();
  };
  const listen = (view, spec) => {
    for (const [name, selects] of Object.entries(parameters(spec))) {
      const trait = selects ? "selections" : "signals";
      const send = throttle(() => {
        if (gone || current?.api.view !== view) return;
        model.set(trait, { ...model.get(trait), [name]: clean(view.signal(name)) });
        model.save_changes();
      });
      try {
        view.addSignalListener(name, send);
      } catch {
        // a parameter bound to scales makes no signal of its own
      }
    }
  };
  const fit = () => {
    if (!current || !stage.clientWidth) return;
    // What scrolls must be reachable by keyboard.
    if (stage.scrollWidth > stage.clientWidth + 1) stage.tabIndex = 0;
    else stage.removeAttribute("tabindex");
    const { view } = current.api;
    if (model.get("spec").width === "container") {
      try {
        const width = current.box.clientWidth;
        if (width && view.signal("width") !== width) view.signal("width", width).runAsync();
      } catch {
        // a composed chart has a width for each part and keeps it
      }
    }
  };
  // Same picture, other data: no new view, so a brush stays where it is.
  const patch = async (spec) => {
    if (!current || bare(spec) !== current.shape) return false;
    const names = Object.keys(spec.datasets ?? {}).filter((name) => JSON.stringify(spec.datasets[name]) !== JSON.stringify(current.spec.datasets[name]));
    const parsed = (name) => JSON.stringify(current.api.vgSpec.data?.find((set) => set.name === name)?.format ?? {}).includes('"parse"');
    if (!names.length || names.some(parsed)) return false;
    try {
      for (const name of names) current.api.view.data(name, structuredClone(spec.datasets[name]));
      current.spec = spec;
      await current.api.view.runAsync();
      return true;
    } catch {
      return false;
    }
  };
  const draw = async () => {
    const mine = ++turn;
    const spec = structuredClone(model.get("spec"));
    if (!Object.keys(spec).length) return;
    let box = null;
    try {
      const embed = await vega(model);
      if (gone || mine !== turn) return;
      if (!(await patch(spec))) {
        box = Object.assign(document.createElement("div"), { className: "kai-chart-view kai-coming" });
        stage.append(box);
        const options = { mode: "vega-lite", actions: false, renderer: model.get("renderer"), ast: false };
        const api = await embed(box, structuredClone(spec), options);
        if (gone || mine !== turn) {
          api.finalize();
          box.remove();
          return;
        }
        const old = current;
        current = { api, box, spec, shape: bare(spec) };
        const names = parameters(spec);
        model.set("selections", Object.fromEntries(Object.keys(names).filter((n) => names[n]).map((n) => [n, read(api.view, n)])));
        model.set("signals", Object.fromEntries(Object.keys(names).filter((n) => !names[n]).map((n) => [n, read(api.view, n)])));
        listen(api.view, spec);
        box.classList.remove("kai-coming");
        old?.api.finalize();
        old?.box.remove();
      }
      alert.hidden = true;
      tools.hidden = !model.get("downloads");
      stage.style.minHeight = "";
      name();
      fit();
      model.set("error", "");
      model.set("drawn", model.get("drawn") + 1);
      model.save_changes();
    } catch (error) {
      box?.remove();
      if (!gone && mine === turn) fail(error);
    }
  };
  const read = (view, signal) => {
    try {
      return clean(view.signal(signal));
    } catch {
      return null;
    }
  };
  const name = () => {
    if (!current) return;
    current.box.setAttribute("role", "img");
    current.box.setAttribute("aria-label", model.get("label"));
    // One picture with one description; the roles Vega gives to each mark would be read one by one.
    for (const picture of current.box.querySelectorAll("svg, canvas")) picture.setAttribute("aria-hidden", "true");
  };
  const save = async (kind) => {
    if (!current) return;
    const { view } = current.api;
    const draw = async () => {
      if (kind === "svg") return new Blob([await view.toSVG()], { type: "image/svg+xml" });
      const canvas = await view.toCanvas(2);
      return new Promise((done) => canvas.toBlob(done, "image/png"));
    };
    const blob = await draw();
    const address = URL.createObjectURL(blob);
    Object.assign(document.createElement("a"), { href: address, download: `${model.get("filename")}.${kind}` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  };
  const buttons = ["png", "svg"].map((kind) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "kai-button" });
    button.addEventListener("click", () => save(kind));
    tools.append(button);
    return button;
  });
  const words = () => {
    buttons.forEach((button, k) => (button.textContent = model.get("labels")[["png", "svg"][k]]));
    tools.hidden = !model.get("downloads") || Boolean(model.get("error"));
    name();
  };
  const onSignals = () => {
    if (!current) return;
    for (const [signal, value] of Object.entries(model.get("signals"))) {
      try {
        if (JSON.stringify(clean(current.api.view.signal(signal))) !== JSON.stringify(value)) current.api.view.signal(signal, value);
      } catch {
        // set from Python for a specification that does not have it (any more)
      }
    }
    current.api.view.runAsync();
  };
  stage.style.minHeight = `${model.get("height")}px`;
  const seen = new ResizeObserver(() => fit());
  seen.observe(stage);
  model.on("change:spec", draw);
  model.on("change:renderer", draw);
  model.on("change:signals", onSignals);
  for (const trait of ["labels", "label", "downloads"]) model.on(`change:${trait}`, words);
  words();
  draw();
  return () => {
    gone = true;
    seen.disconnect();
    model.off("change:spec", draw);
    model.off("change:renderer", draw);
    model.off("change:signals", onSignals);
    for (const trait of ["labels", "label", "downloads"]) model.off(`change:${trait}`, words);
    current?.api.finalize();
  };
}
export default { render };
