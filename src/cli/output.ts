// Standard output and standard error, as pipes, files and terminals.

import { once } from "node:events";
import type { Writable } from "node:stream";
import picocolors from "picocolors";
import { UsageError } from "./exit.js";

/** How much text is put together before it is handed to the stream, in UTF-16 units. */
const BLOCK = 64 * 1024;

/** Text on its way to a stream. Whoever reads it may stop at any time: then `closed` is true, and what is written goes nowhere. */
export class Output {
  private readonly stream: Writable;
  private text = "";
  private written = false;
  private failure: Error | undefined;

  constructor(stream: Writable = process.stdout) {
    this.stream = stream;
    stream.on("error", (error) => {
      this.failure ??= error;
    });
  }

  get closed(): boolean {
    return this.failure !== undefined && isClosedPipe(this.failure);
  }

  /** Whether anything was taken since the last `flush`. */
  get pending(): boolean {
    return this.written || this.text !== "";
  }

  /** Takes a line without its ending. */
  line(text: string): void {
    this.text += `${text}\n`;
    if (this.text.length >= BLOCK) this.pass();
  }

  /** Waits until the stream has room again. Throws a `UsageError` where it cannot be written to; a closed pipe is no error. */
  async flush(): Promise<void> {
    if (this.text !== "") this.pass();
    if (this.pending) {
      this.written = false;
      // A write that failed is told of only after the current step.
      await new Promise(setImmediate);
    }
    if (this.stream.writableNeedDrain && !this.failure) await once(this.stream, "drain").catch(() => {});
    if (this.failure && !this.closed) throw new UsageError(`cannot write: ${this.failure.message}`);
  }

  private pass(): void {
    const { text } = this;
    this.text = "";
    this.written = true;
    if (!this.failure) this.stream.write(text);
  }
}

function isClosedPipe(error: NodeJS.ErrnoException): boolean {
  return error.code === "EPIPE" || error.code === "EOF" || error.code === "ERR_STREAM_DESTROYED";
}

/** Writes a line for people to standard error, where nothing reads what they read on. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

export type Colours = ReturnType<typeof picocolors.createColors>;

/** Colours for a terminal, none for anything else. `NO_COLOR` and `FORCE_COLOR` have the last word, in this order. */
export function coloursFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Colours {
  const { NO_COLOR, FORCE_COLOR, TERM } = env;
  const wanted = FORCE_COLOR ? FORCE_COLOR !== "0" : stream.isTTY === true && TERM !== "dumb";
  return picocolors.createColors(wanted && !NO_COLOR);
}

/** Text of a rule or an event without anything that a terminal would obey: control and format characters come out as `\uXXXX`. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, unit) => escapeUnit(character.charCodeAt(unit))).join(""),
  );
}

function escapeUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}

/** `1 rule`, `2 rules`, `1,000 matches`. */
export function count(number: number, noun: string): string {
  const plural = noun.endsWith("ch") ? `${noun}es` : `${noun}s`;
  return `${number.toLocaleString("en-US")} ${number === 1 ? noun : plural}`;
}
