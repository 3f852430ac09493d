// Drawing: colours, hatching, and the figures. All that a picture needs stands in attributes, so that
// a downloaded file looks like the page without any style sheet.
const INK = "#1b1f24";
const SOFT = "#57606a";
const EDGE = "#4a525c";
const FAINT = "#9aa3ad";
const ACCENT = "#0072b2";
const FONT = 'Pretendard, "Noto Sans KR", NanumGothic, "Noto Sans CJK KR", system-ui, sans-serif';
// From paper to dark brown: lightness falls all the way, for every kind of colour vision.
const SCALE = ["#fdf4e3", "#fde3b4", "#fbc777", "#f2a043", "#dd7420", "#b24a10", "#7d2c0b", "#4f1806"];
// Shapes of the species in a square of 16.
const SHAPES = {
  mouse: "M8 1.5L15 14H1Z",
  rat: "M8 1.5A6.5 6.5 0 1 1 8 14.5A6.5 6.5 0 1 1 8 1.5Z",
  dog: "M2 2H14V14H2Z",
  monkey: "M8 0.5L15.5 8L8 15.5L0.5 8Z",
  human: "M8 0.6L10 5.8L15.6 6.1L11.3 9.6L12.7 15L8 12L3.3 15L4.7 9.6L0.4 6.1L6 5.8Z",
};
const ELSE = { shape: "M3 8H13M8 3V13", colour: SOFT };

// The namespace as the browser spells it: no address stands in this script.
const SPACE = (() => {
  const box = document.createElement("div");
  box.innerHTML = "<svg></svg>";
  return box.firstChild.namespaceURI;
})();

function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function html(name, properties = {}, ...children) {
  const { role, aria, ...rest } = properties;
  const node = Object.assign(document.createElement(name), rest);
  if (role) node.setAttribute("role", role);
  for (const [key, value] of Object.entries(aria ?? {})) node.setAttribute(`aria-${key}`, value);
  node.append(...children);
  return node;
}

function colour(value) {
  const at = Math.min(Math.max(value, 0), 1) * (SCALE.length - 1);
  const low = Math.min(Math.floor(at), SCALE.length - 2);
  const channel = (text, k) => parseInt(text.slice(1 + 2 * k, 3 + 2 * k), 16);
  const mix = (k) => Math.round(channel(SCALE[low], k) + (at - low) * (channel(SCALE[low + 1], k) - channel(SCALE[low], k)));
  return `rgb(${mix(0)}, ${mix(1)}, ${mix(2)})`;
}

function hatching(id) {
  const pattern = svg("pattern", { id, width: 4, height: 4, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  pattern.append(svg("rect", { width: 4, height: 4, fill: "#fff" }), svg("path", { d: "M0 0V4", stroke: "#c3cad2", "stroke-width": 1.6 }));
  return svg("defs", {}, pattern);
}

// The box around path data, from its own numbers: also right while nothing is laid out.
function extent(parts) {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const part of parts) {
    const wide = (part.tube ?? 0) / 2;
    part.d.match(/-?\d+(\.\d+)?/g).forEach((text, k) => {
      const [low, high] = k % 2 ? ["top", "bottom"] : ["left", "right"];
      box[low] = Math.min(box[low], Number(text) - wide);
      box[high] = Math.max(box[high], Number(text) + wide);
    });
  }
  return box;
}

function bodyOf(drawing) {
  const body = svg("g", { "aria-hidden": "true", "pointer-events": "none", "stroke-linejoin": "round", "stroke-linecap": "round" });
  for (const part of drawing.body) {
    body.append(svg("path", { d: part.d, fill: part.far ? "#e9edf1" : "#f5f7f9", stroke: SOFT, "stroke-width": 1.1 }));
  }
  for (const line of drawing.lines) {
    const { d, fill = "none", stroke = SOFT, width = 0.9, opacity = 0.6 } = line;
    body.append(svg("path", { d, fill, stroke, opacity, "stroke-width": width }));
  }
  return body;
}

// One organ: its parts, thin lines over them, and around a small one more room to point at.
function organOf(id, organ) {
  const node = svg("g", { "data-organ": id, class: "kai-organ", "stroke-linejoin": "round", "stroke-linecap": "round" });
  const parts = organ.parts.map(({ d, tube }) => {
    const back = svg("path", { d, fill: "none", "stroke-width": tube ? tube + 1.5 : 0.8 });
    const front = tube ? svg("path", { d, fill: "none", "stroke-width": tube }) : null;
    node.append(...(front ? [back, front] : [back]));
    return { back, front };
  });
  const lines = (organ.lines ?? []).map((d) => svg("path", { d, fill: "none", "stroke-width": 0.7, "pointer-events": "none" }));
  const near = organ.parts.map((part) => {
    const one = extent([part]);
    if (Math.min(one.right - one.left, one.bottom - one.top) > 14 && !part.tube) return null;
    const wide = (part.tube ?? 0) + 8;
    const shape = { d: part.d, fill: part.tube ? "none" : "transparent", stroke: "transparent", "stroke-width": wide };
    return svg("path", { ...shape, "data-organ": id, class: "kai-near", "aria-hidden": "true" });
  });
  node.append(...lines);
  return { node, parts, lines, near: near.filter(Boolean), main: extent(organ.parts.slice(0, 1)) };
}

// `value` 0 to 1, or null where nothing was examined.
function paint(organ, value, hatch, chosen) {
  const unknown = value === null || value === undefined;
  const fill = unknown ? `url(#${hatch})` : colour(value);
  const edge = chosen ? ACCENT : unknown ? FAINT : EDGE;
  for (const { back, front } of organ.parts) {
    back.setAttribute("stroke", edge);
    if (front) front.setAttribute("stroke", fill);
    else back.setAttribute("fill", fill);
    const tube = front ? Number(front.getAttribute("stroke-width")) + (chosen ? 3 : 1.5) : chosen ? 2 : 0.8;
    back.setAttribute("stroke-width", tube);
  }
  const dark = !unknown && value > 0.6;
  for (const line of organ.lines) {
    line.setAttribute("stroke", dark ? "#fff" : unknown ? FAINT : EDGE);
    line.setAttribute("opacity", dark ? 0.5 : 0.6);
  }
}

function figureOf(id, organs) {
  const drawing = DRAWINGS[FILES[id]];
  const found = new Map();
  const layer = svg("g", {});
  for (const [name, organ] of Object.entries(drawing.organs)) {
    if (!(name in organs)) continue;
    const one = organOf(name, organ);
    found.set(name, one);
    layer.append(one.node);
  }
  // Behind all that is seen: the room around a small organ takes nothing from its neighbours.
  layer.prepend(...[...found.values()].flatMap((one) => one.near));
  for (const { d } of drawing.over) layer.append(svg("path", { d, fill: INK, "pointer-events": "none", "aria-hidden": "true" }));
  return { drawing, body: bodyOf(drawing), layer, organs: found };
}

function markOf(id, size = 16) {
  const picture = svg("svg", { width: size, height: size, viewBox: "0 0 16 16", "aria-hidden": "true" });
  picture.append(signOf(id));
  return picture;
}

function signOf(id) {
  const known = id in SHAPES;
  return svg("path", { d: known ? SHAPES[id] : ELSE.shape, fill: known ? COLOURS[id] : "none", stroke: known ? "none" : ELSE.colour, "stroke-width": 2 });
}

function swatchOf(value, hatch, size = 14) {
  const unknown = value === null || value === undefined;
  const box = svg("svg", { width: size, height: size, viewBox: `0 0 ${size} ${size}`, "aria-hidden": "true", class: "kai-atlas-swatch" });
  if (unknown) box.append(hatching(hatch));
  const fill = unknown ? `url(#${hatch})` : colour(value);
  box.append(svg("rect", { x: 0.5, y: 0.5, width: size - 1, height: size - 1, rx: 3, fill, stroke: unknown ? FAINT : EDGE }));
  return box;
}
