function page() {
  try {
    return JSON.parse(document.getElementById("jupyter-config-data").textContent);
  } catch {
    return {};
  }
}

// "server" | "kernel" | "busy" | "unknown": what is behind a silent widget.
async function ask() {
  const { baseUrl, kernelId } = page();
  if (!kernelId) return "unknown";
  try {
    const answer = await fetch(`${baseUrl}api/kernels/${kernelId}`, { cache: "no-store", signal: AbortSignal.timeout(4000) });
    if (!answer.ok) return "kernel";
    const { execution_state } = await answer.json();
    return execution_state === "busy" ? "busy" : "kernel";
  } catch {
    return "server";
  }
}

function render({ model, el }) {
  el.style.display = "none";
  let heard = Date.now();
  let bar = null;
  let asking = false;
  const clear = () => {
    bar?.remove();
    bar = null;
  };
  const onMessage = (message) => {
    if (!("pong" in message)) return;
    heard = Date.now();
    clear();
  };
  const alarm = (what) => {
    if (bar?.dataset.what === what) return;
    clear();
    bar = document.createElement("div");
    bar.className = "kai kai-pulse";
    bar.dataset.what = what;
    bar.setAttribute("role", "alert");
    const text = document.createElement("span");
    text.textContent = model.get("labels")[what];
    const button = Object.assign(document.createElement("button"), { type: "button", className: "kai-button", textContent: model.get("labels").reload });
    button.addEventListener("click", () => location.reload());
    bar.append(text, button);
    document.body.append(bar);
  };
  const beat = async () => {
    if (document.hidden) {
      heard = Date.now(); // timers of a hidden tab sleep; silence means nothing there
      return;
    }
    try {
      model.send({ ping: Date.now() });
    } catch {
      // the socket is gone; the silence below says so
    }
    if (Date.now() - heard < model.get("limit_ms") || asking) return;
    asking = true;
    const what = await ask();
    asking = false;
    if (what === "busy") clear();
    else if (Date.now() - heard >= model.get("limit_ms")) alarm(what === "unknown" ? "kernel" : what);
  };
  const timer = setInterval(beat, model.get("every_ms"));
  model.on("msg:custom", onMessage);
  return () => {
    clearInterval(timer);
    model.off("msg:custom", onMessage);
    clear();
  };
}
export default { render };
