// Reading the values and saying them.
const fill = (text, marks) => text.replace(/\{(\w+)\}/g, (_, name) => marks[name] ?? "");
const percent = (share) => {
  const hundred = 100 * share;
  return `${hundred > 0 && hundred < 10 ? Number(hundred.toPrecision(2)) : Math.round(hundred)}%`;
};

function bookOf(model) {
  const book = { species: model.get("species"), organs: model.get("organs"), labels: model.get("labels"), measure: model.get("measure") };
  const records = new Map();
  const key = (species, dose, organ) => `${species}\n${dose ?? ""}\n${organ}`;
  const present = new Map(book.species.map((one) => [one.id, new Set()]));
  for (const one of model.get("values")) {
    records.set(key(one.species, one.dose, one.organ), one);
    present.get(one.species)?.add(one.organ);
  }
  book.incidence = book.measure === "incidence";
  book.doseOf = (species) => (species.doses.length ? Math.min(model.get("dose")[species.id] ?? Infinity, species.doses.length - 1) : null);
  book.record = (species, organ) => records.get(key(species.id, book.doseOf(species), organ)) ?? null;
  // The value that is painted: null where nothing was examined or compared.
  book.value = (record) => (!record || record.value === null || (book.incidence && record.examined === 0) ? null : record.value);
  book.doseText = (species) => {
    const dose = species.doses[book.doseOf(species)];
    return dose ? [dose.label, dose.unit].filter(Boolean).join(" ") : "";
  };
  book.unknown = book.incidence ? book.labels.not_examined : book.labels.not_compared;
  book.short = (record) => {
    const value = book.value(record);
    if (value === null) return book.unknown;
    return book.incidence && record.examined ? `${record.affected ?? "?"}/${record.examined}` : percent(value);
  };
  book.long = (record) => {
    const value = book.value(record);
    if (value === null) return book.unknown;
    if (!book.incidence) return fill(book.labels.concordance, { percent: percent(value) });
    const { affected, examined } = record;
    if (affected === null || !examined) return fill(book.labels.rate, { percent: percent(value) });
    return fill(book.labels.affected, { affected, examined, percent: percent(value) });
  };
  // What stands below the first line of a tooltip, and in the table.
  book.more = (record) => {
    if (book.value(record) === null) return record?.text ? [record.text] : [];
    const parts = [];
    if (record.low !== null) parts.push(fill(book.labels.interval, { low: percent(record.low), high: percent(record.high) }));
    if (record.severity) parts.push(fill(book.labels.severity, { severity: record.severity }));
    if (record.text) parts.push(record.text);
    return parts;
  };
  book.all = (record) => [book.long(record), ...book.more(record)].join(", ");
  book.drawn = (species) => species.id in FILES;
  book.elsewhere = (species) => {
    const drawn = book.drawn(species) ? DRAWINGS[FILES[species.id]].organs : {};
    return Object.keys(book.organs).filter((organ) => !(organ in drawn) && present.get(species.id)?.has(organ));
  };
  book.present = (species) => Object.keys(book.organs).filter((organ) => present.get(species.id)?.has(organ));
  book.highest = (species, count = 3) =>
    book
      .present(species)
      .map((organ) => ({ organ, record: book.record(species, organ) }))
      .filter(({ record }) => book.value(record) > 0)
      .sort((a, b) => b.record.value - a.record.value || (b.record.examined ?? 0) - (a.record.examined ?? 0))
      .slice(0, count);
  book.status = (species) => {
    const known = book.present(species).filter((organ) => book.value(book.record(species, organ)) !== null);
    const affected = known.filter((organ) => book.record(species, organ).value > 0).length;
    return fill(book.labels.status, { species: species.label, dose: book.doseText(species), affected, examined: known.length });
  };
  return book;
}

// Heading row of species, one row for each organ that any of them has.
function tableOf(book) {
  const rows = Object.keys(book.organs).filter((organ) => book.species.some((one) => book.present(one).includes(organ)));
  const head = html("tr", {}, html("th", { scope: "col", textContent: book.labels.organ }));
  for (const one of book.species) head.append(html("th", { scope: "col", textContent: [one.label, book.doseText(one)].filter(Boolean).join(", ") }));
  const body = html("tbody");
  for (const organ of rows) {
    const row = html("tr", {}, html("th", { scope: "row", textContent: book.organs[organ] }));
    for (const one of book.species) row.append(html("td", { textContent: book.all(book.record(one, organ)) }));
    body.append(row);
  }
  return [html("thead", {}, head), body];
}
