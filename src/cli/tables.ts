// Sections, tables and lists for people to read in a terminal.

import type { Block, Cell, Section } from "../catalog/index.js";
import { type Colours, printable } from "./output.js";

const INDENT = "  ";
/** Columns wider than this push what comes after them out of line. */
const MAX_WIDTH = 60;

export function sectionLines({ title, blocks }: Section, colours: Colours): readonly string[] {
  const body = blocks.flatMap((block) => blockLines(block, colours));
  return [colours.bold(printable(title)), ...body.map((line) => (line === "" ? "" : INDENT + line)), ""];
}

function blockLines(block: Block, colours: Colours): readonly string[] {
  switch (block.type) {
    case "text":
      return block.text.split("\n").map((line) => colours.dim(printable(line)));
    case "list":
      return block.items.map((item) => `- ${printable(item)}`);
    case "code":
      return block.text.split("\n").map((line) => INDENT + visibleTabs(line));
    case "table":
      return tableLines(block.head, block.rows.flatMap(flatRow), colours);
  }
}

/** A row for each line of the longest cell. */
function flatRow(row: readonly (readonly Cell[])[]): readonly (readonly string[])[] {
  const height = Math.max(1, ...row.map((cells) => cells.length));
  return Array.from({ length: height }, (_, line) => row.map((cells) => cellText(cells[line])));
}

function cellText(cell: Cell | undefined): string {
  if (!cell) return "";
  const text = cell.code && cell.text === "" ? '""' : printable(cell.text);
  return cell.note === undefined ? text : `${text}  ${printable(cell.note)}`.trimStart();
}

/** Columns in line, under a head if it says anything. */
export function tableLines(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  colours: Colours,
): readonly string[] {
  const widths = head.map((title, column) =>
    Math.min(MAX_WIDTH, Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(INDENT)
      .trimEnd();
  const named = head.some((title) => title !== "");
  return [...(named ? [colours.dim(line(head))] : []), ...rows.map(line)];
}

/** Indentation by tabs is no danger to a terminal. */
function visibleTabs(line: string): string {
  return printable(line.replaceAll("\t", INDENT));
}
