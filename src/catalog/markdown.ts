// A page as Markdown (GitHub's, for tables). What rules say is shown as it is, never taken for markup.

import type { Page } from "./page.js";
import { type Block, type Cell, sectionsOf } from "./sections.js";

/** The page of a rule as a Markdown document. */
export function pageMarkdown(page: Page): string {
  const sections = sectionsOf(page).map(({ title, blocks }, index) =>
    [`${index === 0 ? "#" : "##"} ${line(title)}`, ...blocks.map(block)].join("\n\n"),
  );
  return `${sections.join("\n\n")}\n`;
}

function block(part: Block): string {
  switch (part.type) {
    case "text":
      return part.text.split("\n").map(line).join("  \n");
    case "list":
      return part.items.map((item) => `- ${line(item)}`).join("\n");
    case "code":
      return fenced(part.language, part.text);
    case "table":
      return [
        `| ${part.head.join(" | ")} |`,
        `|${"---|".repeat(part.head.length)}`,
        ...part.rows.map((row) => `| ${row.map(lines).join(" | ")} |`),
      ].join("\n");
  }
}

function lines(cells: readonly Cell[]): string {
  return cells.map(cell).join("<br>");
}

function cell({ text, code, note }: Cell): string {
  const shown = code ? codeSpan(text) : literal(text);
  return [shown, note === undefined ? "" : literal(note)].filter((part) => part !== "").join(" ");
}

/** A fence longer than any in the text. */
function fenced(language: string, text: string): string {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Code in a table: bars are escaped there even in code, and line breaks would end the row. */
function codeSpan(text: string): string {
  if (text === "") return "(empty)";
  const shown = visible(text).replaceAll("|", "\\|");
  const fence = "`".repeat(longestRun(shown) + 1);
  const pad = /^[` ]|[` ]$/.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A text at the beginning of a line, where it would begin a list or a heading. */
function line(text: string): string {
  return literal(text.trimStart()).replace(/^(?:[-+=#]|\d+(?=[.)]))/, (start) =>
    /\d/.test(start) ? `${start}\\` : `\\${start}`,
  );
}

/** What would be markup with a backslash before it. */
function literal(text: string): string {
  return visible(text).replace(/[\\`*[\]{}<>|]|~(?=~)|&(?=#?\w+;)|(?<!\w)_|_(?!\w)/g, "\\$&");
}

/** Control characters, and those that hide or reorder text, as `\uXXXX`. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
