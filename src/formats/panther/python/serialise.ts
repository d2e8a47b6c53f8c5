// Trees of Python as JSON, so that programs need no parser. What JSON cannot hold is an object with one key: `{"int":"5"}`,
// `{"float":"Infinity"}`. A place is a list of its four numbers.

import type { Module, Place } from "./ast.js";

/** The text of a module's tree. */
export function writeModule(module: Module): string {
  return JSON.stringify(module, (key, value: unknown) => {
    if (typeof value === "bigint") return { int: value.toString() };
    if (typeof value === "number" && !Number.isFinite(value)) return { float: String(value) };
    if (key !== "at") return value;
    const { line, column, endLine, endColumn } = value as Place;
    return [line, column, endLine, endColumn];
  });
}

/**
 * The tree that was written. Its shape is not proved: a tree that no parser makes does not compile, or raises when it runs. Throws a
 * SyntaxError where the text is no JSON.
 */
export function readModule(text: string): Module {
  return restore(JSON.parse(text)) as Module;
}

function restore(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = restore(value[i]);
    return value;
  }
  const record = value as Record<string, unknown>;
  if (typeof record.int === "string") return BigInt(record.int);
  if (typeof record.float === "string") return Number(record.float);
  for (const key of Object.keys(record)) {
    const member = record[key];
    if (key === "at" && Array.isArray(member)) {
      const [line, column, endLine, endColumn] = member as number[];
      record.at = { line, column, endLine, endColumn };
    } else record[key] = restore(member);
  }
  return record;
}
