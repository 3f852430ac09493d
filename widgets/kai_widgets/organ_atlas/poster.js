// Rings and lines of the chosen organ, and the whole as one picture to keep.
const RING = 11;

// An ellipse around the first part of an organ, in the units of `place`.
function ringOf(organ, place) {
  const { left, right, top, bottom } = organ.main;
  const [a, b] = [place(left, top), place(right, bottom)];
  const far = (from, to) => Math.max(Math.abs(to - from) / 2 + 5, RING);
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, rx: far(a.x, b.x), ry: far(a.y, b.y) };
}

// `stops`: {ring, text}, from left to right.
function chosenMarks(stops) {
  const group = svg("g", { "font-family": FONT, "font-size": 12, "font-weight": 700, "pointer-events": "none" });
  const line = { fill: "none", stroke: ACCENT, "stroke-width": 1.2, "stroke-linecap": "round" };
  stops.slice(1).forEach(({ ring: to }, k) => {
    const from = stops[k].ring;
    const side = Math.sign(to.x - from.x) || 1;
    const [x1, x2] = Math.abs(to.x - from.x) > from.rx + to.rx ? [from.x + side * from.rx, to.x - side * to.rx] : [from.x, to.x];
    const upright = x1 === from.x;
    const [y1, y2] = upright ? [from.y + Math.sign(to.y - from.y) * from.ry, to.y - Math.sign(to.y - from.y) * to.ry] : [from.y, to.y];
    const bend = upright ? `${x1} ${(y1 + y2) / 2} ${x2} ${(y1 + y2) / 2}` : `${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2}`;
    const d = `M${x1} ${y1}C${bend} ${x2} ${y2}`;
    group.append(svg("path", { ...line, d, stroke: "#fff", "stroke-width": 4, opacity: 0.8 }), svg("path", { ...line, d }));
  });
  for (const { ring, text } of stops) {
    const { x, y, rx, ry } = ring;
    const shape = { cx: x, cy: y, rx, ry, fill: "none" };
    group.append(svg("ellipse", { ...shape, stroke: "#fff", "stroke-width": 5, opacity: 0.85 }), svg("ellipse", { ...shape, stroke: ACCENT, "stroke-width": 2 }));
    const label = svg("text", { x, y: y - ry - 7, "text-anchor": "middle", fill: "#005a8e", stroke: "#fff", "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke" });
    label.textContent = text;
    group.append(label);
  }
  return group;
}

function say(x, y, text, { size = 14, weight = 400, colour: ink = INK, anchor } = {}) {
  const node = svg("text", { x, y, "font-size": size, "font-weight": weight, fill: ink, "text-anchor": anchor });
  node.textContent = text;
  return node;
}

// Hangul is about as wide as its size, Latin half of that.
const wideOf = (text, size) => [...text].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0x2e80 ? 0.95 : 0.54) * size, 0);

function wrapped(text, room, size) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (wideOf(longer, size) <= room || !lines.at(-1)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function legendMarks(book, ids, room) {
  const group = svg("g", {});
  const { labels } = book;
  group.append(say(0, 12, book.incidence ? labels.legend_incidence : labels.legend_concordance, { size: 13, colour: SOFT }));
  const ramp = svg("linearGradient", { id: ids.ramp });
  SCALE.forEach((stop, k) => ramp.append(svg("stop", { offset: k / (SCALE.length - 1), "stop-color": stop })));
  group.append(svg("defs", {}, ramp), svg("rect", { x: 0, y: 22, width: 240, height: 12, rx: 3, fill: `url(#${ids.ramp})`, stroke: EDGE, "stroke-width": 0.8 }));
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    group.append(svg("path", { d: `M${240 * share} 34v5`, stroke: EDGE, "stroke-width": 0.8 }));
    group.append(say(240 * share, 52, percent(share), { size: 12, anchor: share === 0 ? "start" : share === 1 ? "end" : "middle" }));
  }
  group.append(svg("rect", { x: 272, y: 21, width: 22, height: 14, rx: 3, fill: `url(#${ids.hatch})`, stroke: FAINT }), say(302, 33, book.unknown, { size: 13 }));
  wrapped(labels.both_sexes, room - 460, 13).forEach((line, k) => group.append(say(460, 33 + 18 * k, line, { size: 13, colour: SOFT })));
  return group;
}

function posterOf(book, { title, synthetic, selected, ids }) {
  const margin = 32;
  const gap = 24;
  const picture = svg("svg", { "font-family": FONT });
  picture.append(hatching(ids.hatch));
  const cards = book.species.map((species) => ({ species, figure: book.drawn(species) ? figureOf(species.id, book.organs) : null }));
  const widths = cards.map(({ figure }) => Math.max(figure?.drawing.width ?? 0, 220));
  const room = Math.max(widths.reduce((sum, one) => sum + one, gap * (cards.length - 1)), 720);
  let y = margin;
  if (synthetic) {
    const stripes = svg("pattern", { id: ids.stripes, width: 12, height: 12, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
    stripes.append(svg("rect", { width: 12, height: 12, fill: "#fff8e5" }), svg("rect", { width: 6, height: 12, fill: "#fbe3a4" }));
    const wide = wideOf(book.labels.synthetic, 12) + 20;
    picture.append(svg("defs", {}, stripes), svg("rect", { x: margin, y, width: room, height: 24, fill: `url(#${ids.stripes})` }));
    picture.append(svg("rect", { x: margin + 6, y: y + 2, width: wide, height: 20, rx: 3, fill: "#fff8e5", stroke: "#9a6700" }));
    picture.append(say(margin + 6 + wide / 2, y + 16, book.labels.synthetic, { size: 12, weight: 700, colour: "#6b4800", anchor: "middle" }));
    y += 44;
  }
  for (const line of title ? wrapped(title, room, 24) : []) picture.append(say(margin, (y += 26), line, { size: 24, weight: 700 }));
  for (const line of selected ? wrapped(sentenceOf(book, selected), room, 15) : []) picture.append(say(margin, (y += 26), line, { size: 15, colour: SOFT }));
  y += 24;
  const stops = [];
  let x = margin;
  cards.forEach(({ species, figure }, k) => {
    const card = svg("g", { transform: `translate(${x} ${y})` });
    picture.append(card);
    const shift = figure ? (widths[k] - figure.drawing.width) / 2 : 0;
    if (figure) {
      card.append(svg("g", { transform: `translate(${shift} 0)` }, figure.body, figure.layer));
      for (const [organ, one] of figure.organs) {
        one.near.forEach((node) => node.remove());
        const record = book.record(species, organ);
        paint(one, book.value(record), ids.hatch, organ === selected);
        const [left, top] = [x + shift, y];
        if (organ === selected) stops.push({ ring: ringOf(one, (a, b) => ({ x: left + a, y: top + b })), text: book.short(record) });
      }
    }
    const sign = svg("g", { transform: `translate(0 ${532})` }, signOf(species.id));
    card.append(sign, say(24, 546, species.label, { size: 17, weight: 700 }), say(24, 568, book.doseText(species), { size: 14, colour: SOFT }));
    const rows = [...book.highest(species, figure ? 3 : 12).map(({ organ }) => organ), ...(figure ? book.elsewhere(species) : [])];
    [...new Set(rows)].forEach((organ, row) => {
      const at = 594 + 22 * row;
      const record = book.record(species, organ);
      const value = book.value(record);
      card.append(svg("rect", { x: 0.5, y: at - 11, width: 13, height: 13, rx: 3, fill: value === null ? `url(#${ids.hatch})` : colour(value), stroke: value === null ? FAINT : EDGE }));
      card.append(say(24, at, `${book.organs[organ]}  ${book.short(record)}`, { size: 14 }));
    });
    card.dataset.rows = new Set(rows).size;
    x += widths[k] + gap;
  });
  picture.append(svg("path", { d: `M${margin} ${y + 508}H${margin + room}`, stroke: "#d8dee4" }), chosenMarks(stops));
  const deepest = Math.max(...[...picture.children].map((node) => Number(node.dataset?.rows ?? 0)));
  y += 594 + 22 * deepest + 8;
  const legend = legendMarks(book, ids, room);
  legend.setAttribute("transform", `translate(${margin} ${y})`);
  picture.append(legend);
  const [width, height] = [room + 2 * margin, y + 64 + margin];
  for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) picture.setAttribute(name, value);
  picture.prepend(svg("rect", { width, height, fill: "#fff" }));
  return picture;
}

function sentenceOf(book, organ) {
  const parts = book.species.map((species) => {
    const dose = book.doseText(species);
    return `${species.label}${dose ? ` (${dose})` : ""} ${book.short(book.record(species, organ))}`;
  });
  return `${book.organs[organ]}: ${parts.join(" · ")}`;
}

async function savePicture(picture, kind, filename) {
  let blob = new Blob([new XMLSerializer().serializeToString(picture)], { type: "image/svg+xml" });
  if (kind === "png") {
    const address = URL.createObjectURL(blob);
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: 2 * image.width, height: 2 * image.height });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(address);
    blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  }
  const address = URL.createObjectURL(blob);
  Object.assign(document.createElement("a"), { href: address, download: `${filename}.${kind}` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
