// What the rules' own formats say of a match.

import type { Alert } from "../formats/panther/host.js";
import type { Match, Program, RuleInfo } from "../index.js";
import { type MatchText, shorten } from "./matches.js";
import { type Colours, printable } from "./output.js";

/** The alert of a match; undefined where its rule's format has none. */
export type AlertOf = (match: Match) => Alert | undefined;

export async function alertsOf({ hosted }: Program): Promise<AlertOf> {
  if (!hosted.has("panther")) return () => undefined;
  const { alert } = await import("../formats/panther/host.js");
  return (match) => match.host && alert(match);
}

/** A match as JSON, with its alert as `alert`: null where there is none. */
export function jsonAlerts(text: MatchText, alertOf: AlertOf): MatchText {
  return (match, rule, file) => `${text(match, rule, file).slice(0, -1)},"alert":${alertJson(alertOf(match))}}`;
}

/** A match for people, and below it the title, severity, dedup and context of its alert, and functions that failed. */
export function humanAlerts(text: MatchText, colours: Colours, alertOf: AlertOf): MatchText {
  return (match: Match, rule: RuleInfo, file: string) => {
    const alert = alertOf(match);
    const line = text(match, rule, file);
    if (!alert) return line;
    const { title, severity, dedup, context, failures } = alert;
    const rows = Object.entries({ title, severity, dedup, context }).map(
      ([name, value]) => `    ${colours.cyan(name)}: ${shorten(printable(value))}`,
    );
    const failed = [...failures].map(
      ([name, { message }]) => `    ${colours.red(`${printable(name)}() failed`)}: ${shorten(printable(message))}`,
    );
    return [line, ...rows, ...failed].join("\n");
  };
}

function alertJson(alert: Alert | undefined): string {
  if (!alert) return "null";
  const { context, failures, ...rest } = alert;
  const failed = Object.fromEntries([...failures].map(([name, { message }]) => [name, message]));
  return `${JSON.stringify({ ...rest, failures: failed }).slice(0, -1)},"context":${context}}`;
}
