// Events that a test names by the path of their file.

import { readInside } from "../../text/files.js";
import type { NativeCode } from "./codes.js";
import { eventProblem } from "./event.js";

export interface FileEvent {
  /** One line that holds a JSON object. */
  readonly text: string;
  /** From 1; undefined where the file is one event. */
  readonly line?: number;
}

export type EventFile =
  | { readonly events: readonly FileEvent[] }
  | { readonly code: NativeCode; readonly problem: string };

/** A file of one JSON object over as many lines as it likes, or (`*.ndjson`, `*.jsonl`) of one a line. It has to be in the folder. */
export function readEventFile(folder: string, path: string, maxBytes: number): EventFile {
  const text = readInside(folder, path, maxBytes);
  if (typeof text !== "string") return { code: "invalid-file", problem: text.problem };
  return /\.(?:ndjson|jsonl)$/.test(path) ? linesOf(path, text) : documentOf(path, text);
}

function linesOf(path: string, text: string): EventFile {
  const events = text.split("\n").flatMap((line, at) => {
    const event = line.trim();
    return event === "" ? [] : [{ text: event, line: at + 1 }];
  });
  for (const { text: event, line } of events) {
    const problem = eventProblem(event);
    if (problem !== undefined) return invalidEvent(`${path}:${line}: ${problem}`);
  }
  return events.length > 0 ? { events } : invalidEvent(`expected events in ${path}, found none`);
}

function documentOf(path: string, text: string): EventFile {
  // What is JSON has its line breaks between tokens.
  const event = isJson(text) ? text.trim().replaceAll(/[\r\n]/g, " ") : text.trim();
  const problem = eventProblem(event);
  return problem === undefined ? { events: [{ text: event }] } : invalidEvent(`${path}: ${problem}`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function invalidEvent(problem: string): EventFile {
  return { code: "invalid-event", problem };
}
