let count = 0;

function render({ model, el }) {
  el.classList.add("kai", "kai-atlas");
  const uid = `kai-atlas-${++count}`;
  const hatch = `${uid}-hatch`;
  const region = html("div", { className: "kai-atlas-all", role: "group" });
  const badge = html("p", { className: "kai-atlas-badge" });
  const says = html("p", { className: "kai-atlas-says" });
  const clear = html("button", { type: "button", className: "kai-button kai-atlas-clear" });
  const row = html("div", { className: "kai-atlas-row" });
  const links = svg("svg", { class: "kai-atlas-links", "aria-hidden": "true" });
  const cards = html("div", { className: "kai-atlas-cards" });
  const tip = html("div", { className: "kai-atlas-tip", hidden: true, role: "tooltip", aria: { hidden: "true" } });
  const legend = html("div", { className: "kai-atlas-legend" });
  const empty = html("p", { className: "kai-atlas-empty" });
  const heard = html("p", { className: "kai-unseen", role: "status" });
  const tools = html("div", { className: "kai-atlas-tools" });
  const table = html("table");
  const sheet = html("div", { className: "kai-unseen kai-atlas-table" }, table);
  const head = html("div", { className: "kai-atlas-head" }, says, clear);
  row.append(html("div", { className: "kai-atlas-track" }, cards, links));
  region.append(badge, head, empty, row, legend, tools, sheet, heard, tip);
  el.append(region);

  const labels = () => model.get("labels");
  let book = bookOf(model);
  let drawn = []; // {species, figure, card, picture, slider, ...} of each card
  let hovered = null; // {card, organ}

  const choose = (organ) => {
    model.set("selected", organ === model.get("selected") ? "" : organ);
    model.save_changes();
  };

  // ---- the cards
  const cardOf = (species) => {
    const one = { species, figure: book.drawn(species) ? figureOf(species.id, book.organs) : null, current: "" };
    const id = `${uid}-${species.id}`;
    const name = html("p", { className: "kai-atlas-name", id: `${id}-name` }, markOf(species.id, 18), html("span", { textContent: species.label }));
    one.card = html("div", { className: "kai-atlas-card", role: "group", aria: { labelledby: name.id } });
    if (one.figure) {
      const { width, height } = one.figure.drawing;
      one.picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "xMidYMax meet", role: "listbox", "aria-orientation": "vertical" });
      one.focus = svg("rect", { class: "kai-atlas-focus", rx: 5, fill: "none", stroke: ACCENT, "stroke-width": 2.2, "pointer-events": "none", display: "none" });
      one.picture.append(hatching(`${id}-hatch`), one.figure.body, one.figure.layer, one.focus);
      one.hatch = `${id}-hatch`;
      for (const organ of one.figure.organs.values()) organ.node.setAttribute("role", "option");
      one.card.append(html("div", { className: "kai-atlas-figure" }, one.picture));
      wire(one);
    } else one.card.append(html("p", { className: "kai-help kai-atlas-none", textContent: labels().no_figure }));
    one.below = html("div", { className: "kai-atlas-below" }, name);
    if (species.doses.length) one.below.append(sliderOf(one, id));
    one.lists = html("div", { className: "kai-atlas-lists" });
    one.below.append(one.lists);
    one.card.append(one.below);
    return one;
  };

  const sliderOf = (one, id) => {
    const { species } = one;
    const last = species.doses.length - 1;
    const name = html("label", { className: "kai-unseen", htmlFor: `${id}-dose`, textContent: fill(labels().dose, { species: species.label }) });
    one.slider = html("input", { type: "range", id: `${id}-dose`, min: 0, max: Math.max(last, 1), step: 1, disabled: last === 0 });
    one.dose = html("p", { className: "kai-atlas-dose", aria: { hidden: "true" } });
    const ticks = html("div", { className: "kai-atlas-ticks", aria: { hidden: "true" } });
    species.doses.forEach((dose, k) => {
      const tick = html("span", { textContent: dose.label });
      tick.style.left = `${last ? (100 * k) / last : 0}%`;
      tick.addEventListener("click", () => move(one, k, true));
      ticks.append(tick);
    });
    one.slider.addEventListener("input", () => move(one, Number(one.slider.value), false));
    one.slider.addEventListener("change", () => move(one, Number(one.slider.value), true));
    return html("div", { className: "kai-atlas-slider" }, name, one.dose, one.slider, ticks);
  };

  // The picture follows at once; Python hears of it when the slider rests.
  let timer = 0;
  const move = (one, place, now) => {
    clearTimeout(timer);
    if (place !== book.doseOf(one.species)) {
      model.set("dose", { ...model.get("dose"), [one.species.id]: place });
      heard.textContent = book.status(one.species);
    }
    timer = setTimeout(() => model.save_changes(), now ? 0 : 120);
  };

  // ---- the keyboard and the mouse in one figure
  const order = (one) => Object.keys(book.organs).filter((organ) => one.figure.organs.has(organ));
  const goTo = (one, organ, focus = true) => {
    for (const [id, other] of one.figure.organs) other.node.setAttribute("tabindex", id === organ ? 0 : -1);
    one.current = organ;
    if (focus) one.figure.organs.get(organ).node.focus();
  };
  const wire = (one) => {
    const organAt = (event) => event.target.closest?.("[data-organ]")?.dataset.organ;
    const { picture } = one;
    picture.addEventListener("click", (event) => {
      const organ = organAt(event);
      if (!organ) return;
      goTo(one, organ);
      choose(organ);
    });
    picture.addEventListener("keydown", (event) => {
      const names = order(one);
      const at = names.indexOf(one.current);
      const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
      if (to !== undefined) goTo(one, names[Math.min(Math.max(to, 0), names.length - 1)]);
      else if (event.key === "Enter" || event.key === " ") choose(one.current);
      else if (event.key === "Escape" && !tip.hidden) hover(null);
      else if (event.key === "Escape" && model.get("selected")) choose(model.get("selected"));
      else return;
      event.preventDefault();
    });
    picture.addEventListener("focusin", (event) => {
      const organ = organAt(event);
      if (!organ) return;
      // A click focuses too, but only the keyboard needs the frame.
      const keyed = event.target.matches(":focus-visible");
      const { left, right, top, bottom } = one.figure.organs.get(organ).main;
      for (const [name, value] of Object.entries({ x: left - 4, y: top - 4, width: right - left + 8, height: bottom - top + 8 })) one.focus.setAttribute(name, value);
      one.focus.setAttribute("display", keyed ? "inline" : "none");
      hover({ one, organ });
    });
    picture.addEventListener("focusout", () => {
      one.focus.setAttribute("display", "none");
      hover(null);
    });
    picture.addEventListener("pointerover", (event) => {
      const organ = organAt(event);
      if (organ && event.pointerType !== "touch") hover({ one, organ });
    });
    picture.addEventListener("pointerleave", () => hover(null));
  };

  const hover = (next) => {
    hovered = next;
    for (const { figure } of drawn) for (const [id, organ] of figure?.organs ?? []) organ.node.classList.toggle("kai-near-by", id === next?.organ);
    showTip();
  };
  const showTip = () => {
    tip.hidden = !hovered;
    if (!hovered) return;
    const { one, organ } = hovered;
    const record = book.record(one.species, organ);
    const where = [one.species.label, book.doseText(one.species)].filter(Boolean).join(", ");
    const lines = [html("strong", { textContent: book.organs[organ] }), html("span", { className: "kai-atlas-where", textContent: where })];
    lines.push(html("span", { textContent: book.long(record) }), ...book.more(record).map((text) => html("span", { textContent: text })));
    tip.replaceChildren(...lines);
    const box = region.getBoundingClientRect();
    const place = onPage(one, box);
    const ring = ringOf(one.figure.organs.get(organ), place);
    const x = Math.min(Math.max(ring.x - tip.offsetWidth / 2, 0), box.width - tip.offsetWidth);
    const above = ring.y - ring.ry - tip.offsetHeight - (organ === model.get("selected") ? 28 : 8);
    tip.style.translate = `${x}px ${above > 0 ? above : ring.y + ring.ry + 8}px`;
  };
  const onPage = (one, box) => {
    const matrix = one.picture.getScreenCTM();
    return (x, y) => ({ x: matrix.a * x + matrix.e - box.left, y: matrix.d * y + matrix.f - box.top });
  };

  // ---- what changes
  const itemOf = (species, organ) => {
    const record = book.record(species, organ);
    const button = html("button", { type: "button", aria: { pressed: String(organ === model.get("selected")) } });
    button.append(swatchOf(book.value(record), `${uid}-${species.id}-${organ}`), html("span", { textContent: book.organs[organ] }), html("b", { textContent: book.short(record) }));
    button.dataset.organ = organ;
    button.addEventListener("click", () => choose(organ));
    return html("li", {}, button);
  };
  const listOf = (title, species, organs) => [html("p", { textContent: title }), html("ul", {}, ...organs.map((organ) => itemOf(species, organ)))];
  const fillLists = (one) => {
    const focused = one.lists.contains(document.activeElement) ? document.activeElement.dataset.organ : "";
    const { species } = one;
    const parts = [];
    if (one.figure) {
      const top = book.highest(species).map(({ organ }) => organ);
      const title = book.incidence ? labels().highest : labels().highest_concordance;
      parts.push(...(top.length ? listOf(title, species, top) : [html("p", { textContent: book.incidence ? labels().none : book.unknown })]));
    }
    const elsewhere = book.elsewhere(species);
    if (elsewhere.length) parts.push(...listOf(one.figure ? labels().elsewhere : "", species, elsewhere));
    one.lists.replaceChildren(...parts);
    if (focused) one.lists.querySelector(`[data-organ="${CSS.escape(focused)}"]`)?.focus();
  };

  const refresh = () => {
    book = bookOf(model);
    const selected = model.get("selected");
    for (const one of drawn) {
      const { species, figure } = one;
      const dose = book.doseText(species);
      if (one.slider) {
        const place = book.doseOf(species);
        one.slider.value = place;
        one.slider.style.setProperty("--kai-part", `${species.doses.length > 1 ? (100 * place) / (species.doses.length - 1) : 0}%`);
        one.slider.setAttribute("aria-valuetext", dose);
        one.dose.textContent = dose;
      }
      if (figure) {
        one.picture.setAttribute("aria-label", fill(dose ? labels().figure : labels().figure_no_dose, { species: species.label, dose }));
        for (const [organ, shape] of figure.organs) {
          const record = book.record(species, organ);
          paint(shape, book.value(record), one.hatch, organ === selected);
          shape.node.setAttribute("aria-label", `${book.organs[organ]}: ${book.all(record)}`);
          shape.node.setAttribute("aria-selected", String(organ === selected));
        }
      }
      fillLists(one);
    }
    says.textContent = selected in book.organs ? sentenceOf(book, selected) : labels().hint;
    says.classList.toggle("kai-atlas-chosen", selected in book.organs);
    clear.hidden = !(selected in book.organs);
    table.replaceChildren(html("caption", { textContent: model.get("title") || legendTitle() }), ...tableOf(book));
    if (hovered) showTip();
    join();
  };
  // In one row all figures stand on one scale; elsewhere none needs the room above its head.
  const crop = () => {
    const apart = getComputedStyle(cards).getPropertyValue("--kai-apart") === "1";
    for (const { figure, picture } of drawn) {
      if (!figure) continue;
      const { width, height, top } = figure.drawing;
      picture.setAttribute("viewBox", apart ? `0 ${top} ${width} ${height - top}` : `0 0 ${width} ${height}`);
    }
  };
  const join = () => {
    crop();
    const selected = model.get("selected");
    const box = links.parentElement.getBoundingClientRect();
    links.setAttribute("width", box.width);
    links.setAttribute("height", box.height);
    const ringed = drawn.filter(({ figure }) => figure?.organs.has(selected));
    const stops = ringed.map((one) => ({ ring: ringOf(one.figure.organs.get(selected), onPage(one, box)), text: book.short(book.record(one.species, selected)) }));
    links.replaceChildren(chosenMarks(box.width ? stops : []));
  };
  const legendTitle = () => (book.incidence ? labels().legend_incidence : labels().legend_concordance);

  const build = () => {
    book = bookOf(model);
    hovered = null;
    tip.hidden = true;
    drawn = book.species.map(cardOf);
    for (const one of drawn) if (one.figure?.organs.size) goTo(one, order(one)[0], false);
    cards.replaceChildren(...drawn.map((one) => one.card));
    // As wide as they are drawn, so that one scale holds for all and the ground is level.
    const wide = drawn.map(({ figure }) => Math.max(figure?.drawing.width ?? 0, 210));
    cards.style.setProperty("--kai-columns", wide.map((one) => `minmax(150px, ${one}fr)`).join(" "));
    cards.style.maxWidth = `${1.4 * wide.reduce((sum, one) => sum + one, 0)}px`;
    region.setAttribute("aria-label", model.get("title") || legendTitle());
    badge.textContent = labels().synthetic;
    badge.hidden = !model.get("synthetic");
    empty.textContent = labels().empty;
    empty.hidden = drawn.length > 0;
    for (const node of [head, row, legend, tools]) node.hidden = !drawn.length;
    clear.textContent = labels().clear;
    legend.replaceChildren(...legendOf());
    tools.replaceChildren(...toolsOf());
    refresh();
  };
  const legendOf = () => {
    const ramp = html("span", { className: "kai-atlas-ramp" });
    ramp.style.background = `linear-gradient(to right, ${SCALE.join(", ")})`;
    const ends = html("span", { className: "kai-atlas-ends" }, ...[0, 0.25, 0.5, 0.75, 1].map((share) => html("span", { textContent: percent(share) })));
    const key = html("span", { className: "kai-atlas-key" }, swatchOf(null, hatch, 18), html("span", { textContent: book.unknown }));
    const sexes = html("span", { className: "kai-atlas-sexes", textContent: labels().both_sexes });
    return [html("span", { className: "kai-atlas-scale" }, html("span", { textContent: legendTitle() }), ramp, ends), key, sexes];
  };
  const toolsOf = () => {
    const shown = html("button", { type: "button", className: "kai-button", textContent: labels().table, aria: { pressed: String(!sheet.classList.contains("kai-unseen")) } });
    shown.addEventListener("click", () => {
      const open = !sheet.classList.toggle("kai-unseen");
      shown.setAttribute("aria-pressed", String(open));
      // What scrolls must be reachable by keyboard.
      if (open) sheet.tabIndex = 0;
      else sheet.removeAttribute("tabindex");
    });
    if (!model.get("downloads")) return [shown];
    const saves = ["png", "svg"].map((kind) => {
      const button = html("button", { type: "button", className: "kai-button", textContent: labels()[kind] });
      button.addEventListener("click", () => {
        const ids = { hatch: "hatch", ramp: "ramp", stripes: "stripes" };
        const picture = posterOf(book, { title: model.get("title"), synthetic: model.get("synthetic"), selected: model.get("selected") in book.organs ? model.get("selected") : "", ids });
        return savePicture(picture, kind, model.get("filename"));
      });
      return button;
    });
    return [shown, ...saves];
  };

  clear.addEventListener("click", () => {
    const selected = model.get("selected");
    if (selected) choose(selected);
    drawn.find((one) => one.figure)?.figure.organs.get(selected)?.node.focus();
  });
  // Several traits may arrive together: one drawing for all of them.
  let due = "";
  const later = (what) => () => {
    if (!due) queueMicrotask(() => ((due === build ? build : refresh)(), (due = "")));
    if (due !== build) due = what;
  };
  const rebuild = later(build);
  const repaint = later(refresh);
  const whole = ["species", "organs", "labels", "measure", "synthetic", "title", "downloads"];
  for (const name of whole) model.on(`change:${name}`, rebuild);
  for (const name of ["values", "dose", "selected"]) model.on(`change:${name}`, repaint);
  // In the next frame: joining may change the height of what is observed.
  const seen = new ResizeObserver(() => requestAnimationFrame(join));
  seen.observe(cards);
  build();
  return () => {
    clearTimeout(timer);
    seen.disconnect();
    for (const name of whole) model.off(`change:${name}`, rebuild);
    for (const name of ["values", "dose", "selected"]) model.off(`change:${name}`, repaint);
  };
}
export default { render };
