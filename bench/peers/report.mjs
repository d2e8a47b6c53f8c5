// The results as a table for people, in Markdown.

const HEADS = {
  rules: (count) => (count === 1 ? "1 rule" : count.toLocaleString("en-US")),
  literals: (count) => `${count.toLocaleString("en-US")} of literals`,
};

/** Microseconds an event, a row an engine, a column a set of rules. */
export function markdown({ machine, events, rounds, engines, skipped, groups }) {
  const columns = groups.flatMap(({ set, counts, cells }) =>
    counts.map((count, i) => ({ head: HEADS[set](count), cellOf: (name) => cells[name][i] })),
  );
  const rows = [
    ["µs an event", ...columns.map(({ head }) => head), "cannot express by itself"],
    ["---", ...columns.map(() => "---:"), "---"],
    ...engines.map(({ name, title, lacks }) => [title, ...columns.map(({ cellOf }) => cellText(cellOf(name))), lacks]),
  ];
  const size = Math.round(events.bytes / events.count).toLocaleString("en-US");
  const lines = [
    ...rows.map((row) => `| ${row.join(" | ")} |`),
    "",
    `${events.count.toLocaleString("en-US")} synthetic CloudTrail events of ${size} bytes (${events.generator}); ${machine}; one thread, medians of ${rounds} rounds.`,
    "Every engine saw the same matches. `JSON.parse` is part of all rows but the last one.",
    ...skipped.map(({ title, reason }) => `Skipped: ${title}: ${reason}.`),
  ];
  return `${lines.join("\n")}\n`;
}

function cellText(cell) {
  if (typeof cell === "string") return cell;
  const { median } = cell;
  return median < 100 ? median.toPrecision(2) : Math.round(median).toLocaleString("en-US");
}
