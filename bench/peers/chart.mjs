// The results as a picture: microseconds an event over the number of rules, both axes logarithmic, one panel a set of rules.

const PANEL = { width: 520, height: 420, left: 70, right: 170, top: 40, bottom: 50 };
const COLOURS = ["#888888", "#e69f00", "#56b4e9", "#009e73", "#cc79a7", "#0072b2", "#b8860b", "#d55e00"];
/** Least distance between two labels, in pixels. */
const LABEL_HEIGHT = 14;

/** An SVG document. */
export function chart({ engines, groups }) {
  const width = PANEL.width * groups.length;
  const panels = groups.map(
    (group, i) => `<g transform="translate(${i * PANEL.width} 0)">${panel(group, engines)}</g>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${PANEL.height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${PANEL.height}" fill="#ffffff"/>`,
    ...panels,
    "</svg>\n",
  ].join("\n");
}

function panel({ set, counts, cells }, engines) {
  const lines = engines
    .map(({ name, title }, i) => ({
      title: title.replaceAll("`", ""),
      colour: COLOURS[i % COLOURS.length],
      points: pointsOf(counts, cells[name]),
    }))
    .filter(({ points }) => points.length > 0);
  const times = lines.flatMap(({ points }) => points.map(({ time }) => time));
  const x = scale(counts, PANEL.left, PANEL.width - PANEL.right);
  const y = scale(decades(times), PANEL.height - PANEL.bottom, PANEL.top);
  return [
    text(PANEL.left, 20, `${set}: µs an event over the number of rules`, 'font-weight="bold"'),
    ...decades(times).map((time) => gridLine(PANEL.left, y(time), PANEL.width - PANEL.right, y(time))),
    ...decades(times).map((time) =>
      text(PANEL.left - 8, y(time) + 4, time.toLocaleString("en-US"), 'text-anchor="end"'),
    ),
    ...counts.map((count) => gridLine(x(count), PANEL.top, x(count), PANEL.height - PANEL.bottom)),
    ...counts.map((count) =>
      text(x(count), PANEL.height - PANEL.bottom + 18, count.toLocaleString("en-US"), 'text-anchor="middle"'),
    ),
    ...lines.map(({ colour, points }) =>
      curve(
        colour,
        points.map(({ count, time }) => [x(count), y(time)]),
      ),
    ),
    ...labels(lines, x, y),
  ].join("\n");
}

/** The cells that are times. */
function pointsOf(counts, cells) {
  return counts.flatMap((count, i) => (typeof cells[i] === "string" ? [] : [{ count, time: cells[i].median }]));
}

/** The powers of ten around some values. */
function decades(values) {
  const first = Math.floor(Math.log10(Math.min(...values)));
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...values))));
  return Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
}

/** From a value to a place between `from` and `to`, by its logarithm. */
function scale(values, from, to) {
  const first = Math.log(Math.min(...values));
  const range = Math.log(Math.max(...values)) - first || 1;
  return (value) => Math.round((from + ((Math.log(value) - first) / range) * (to - from)) * 10) / 10;
}

/** A name at the end of each curve, pushed apart where two would touch. */
function labels(lines, x, y) {
  const placed = lines.map(({ title, colour, points }) => {
    const { count, time } = points.at(-1);
    return { title, colour, x: x(count) + 6, y: y(time) + 4 };
  });
  placed.sort((left, right) => left.y - right.y);
  for (let i = 1; i < placed.length; i++) placed[i].y = Math.max(placed[i].y, placed[i - 1].y + LABEL_HEIGHT);
  return placed.map((label) => text(label.x, label.y, label.title, `fill="${label.colour}" font-size="10"`));
}

function curve(colour, points) {
  const path = `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.map((point) => point.join()).join(" ")}"/>`;
  const dots = points.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3" fill="${colour}"/>`);
  return [path, ...dots].join("");
}

function gridLine(x1, y1, x2, y2) {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#dddddd"/>`;
}

function text(x, y, content, attributes) {
  const escaped = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x}" y="${y}" ${attributes}>${escaped}</text>`;
}
