// Results as text for people.

import { cpus } from "node:os";

/**
 * A table with its first column to the left, the others to the right.
 *
 * @param {readonly (readonly string[])[]} rows the first one is the head
 */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join("  ");
  return rows.map((row) => line(row).trimEnd()).join("\n");
}

/** `median (min to max)` of a spread. */
export function range({ median, min, max }, digits) {
  return `${median.toFixed(digits)} (${min.toFixed(digits)} to ${max.toFixed(digits)})`;
}

/** A whole number with its thousands apart: `1,234,567`. */
export function whole(number) {
  // Adding zero makes a negative zero a zero.
  return (Math.round(number) + 0).toLocaleString("en-US");
}

/** What the results are of: processor, system and Node. */
export function machineName() {
  return `${cpus()[0].model}, ${process.platform} ${process.arch}, Node ${process.version}`;
}
