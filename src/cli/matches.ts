// A match as a line for people and as JSON for programs.

import type { Match, RuleInfo } from "../index.js";
import { type Colours, printable } from "./output.js";

/** Longest value that is shown to people, in UTF-16 units of its JSON text. */
const LONGEST_VALUE = 1000;

/** Makes the text of a match; `file` is the name of the input it was found in. */
export type MatchText = (match: Match, rule: RuleInfo, file: string) => string;

/** Where something is: `file:line`, and among records `file:line[record]`. */
export function placeOf(file: string, { line, record }: Pick<Match, "line" | "record">): string {
  return `${printable(file)}:${line}${record === undefined ? "" : `[${record}]`}`;
}

/**
 * `{"rule","title","severity","file","line","offset","record","outputs"}`; what a rule does not say is null, `record` is there among records
 * alone. Values in `outputs` are as the event spells them.
 */
export function jsonMatch(match: Match, rule: RuleInfo, file: string): string {
  const { title = null, severity = null } = rule;
  const { line, offset, record } = match;
  const head = JSON.stringify({ rule: rule.id, title, severity, file, line, offset, record });
  const outputs = outputTexts(match).map(([path, text]) => `${JSON.stringify(path)}:${text}`);
  return `${head.slice(0, -1)},"outputs":{${outputs.join(",")}}}`;
}

/** One line, and with `outputs` one more for each output field. */
export function humanMatch(colours: Colours, outputs: boolean): MatchText {
  return (match, rule, file) => {
    const severity = rule.severity === undefined ? "" : `  ${severityColour(colours, rule.severity)(rule.severity)}`;
    const title = rule.title === undefined ? "" : `  ${printable(rule.title)}`;
    const place = colours.dim(placeOf(file, match));
    const line = `${colours.bold(printable(rule.id))}${severity}${title}  ${place}`;
    if (!outputs) return line;
    const fields = outputTexts(match).map(
      ([path, text]) => `    ${colours.cyan(printable(path))}: ${shorten(printable(text))}`,
    );
    return [line, ...fields].join("\n");
  };
}

/** The output fields that the event has, with their JSON text. */
function outputTexts(match: Match): [path: string, text: string][] {
  return Object.keys(match.outputs()).map((path) => [path, match.raw(path) as string]);
}

/** A value as it is shown to people: cut where it is long. */
export function shorten(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

function severityColour(colours: Colours, severity: string): (text: string) => string {
  switch (severity) {
    case "critical":
      return colours.magenta;
    case "high":
      return colours.red;
    case "medium":
      return colours.yellow;
    case "low":
      return colours.blue;
    default:
      return colours.dim;
  }
}
