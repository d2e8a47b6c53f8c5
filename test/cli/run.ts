import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin?: string | Uint8Array;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts the built command line; no colours are asked for or forbidden unless `env` says so. */
export function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...inherited } = process.env;
  return spawn(process.execPath, [MAIN, ...args], { env: { ...inherited, ...env }, stdio: "pipe" });
}

/** Runs the built command line to its end. */
export async function sluice(args: readonly string[], { stdin = "", env = {} }: RunOptions = {}): Promise<Finished> {
  const child = start(args, env);
  const { stdin: input, stdout, stderr } = child;
  if (!input || !stdout || !stderr) throw new Error("expected pipes");
  input.on("error", () => {}); // It may end without having read everything.
  input.end(stdin);
  const [out, err, [code]] = await Promise.all([text(stdout), text(stderr), once(child, "close")]);
  return { code, stdout: out, stderr: err };
}

/** A folder of files for one test file, gone at its end. */
export function folder(files: Readonly<Record<string, string | Uint8Array>>): (name: string) => string {
  const root = mkdtempSync(join(tmpdir(), "sluice-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(root, name), content);
  afterAll(() => rmSync(root, { recursive: true }));
  return (name) => join(root, name);
}

/** The objects of an NDJSON text. */
export function parseLines(text: string): Record<string, unknown>[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Rules `Stop` (with two tests) and `Big`, over events with `name` and `n`. */
export const RULES = `id: Stop
title: Something stopped
severity: high
condition: name == "stop"
outputs: [name, n, user, missing]
tests:
  - { name: stopped, expected: true, event: { name: stop } }
  - { name: started, expected: false, event: { name: start } }
---
id: Big
condition: n > 9007199254740992
outputs: [n]
`;

/** A refused rule, in the third line of a file. */
export const BROKEN = `id: Broken
title: No such operator
condition: name equals "stop"
`;
