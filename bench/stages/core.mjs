// The core of assembly/testing/stages.ts with one program in it, its stages to be run one by one.

import { readFileSync } from "node:fs";

const MODULE = new URL("../../build/testing/stages.wasm", import.meta.url);
/** What a matcher gives its core at once, in bytes, and the limits it sets, unless told otherwise. */
const CHUNK_BYTES = 256 * 1024;
const MAX_DEPTH = 1024;
const MAX_EVENT_BYTES = 16 * 1024 * 1024;
/** Validation that is not strict, and of equal keys the last one counts: stages are taken one by one where a whole event is read. */
const LAZY = 0;
const LAST_KEYS = 0;
const NEWLINE = 0x0a;

/**
 * Passes over all events by stage, in the order in which a run takes them: each does what the one before it does and one stage more, and
 * gives what it counted.
 *
 * @param {import("../../dist/index.js").Program} program
 * @param {Uint8Array} bytes NDJSON, every line an event
 */
export function passes(program, bytes) {
  const core = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(MODULE)), {}).exports;
  const { coreLength, scratchBytes, literalBytes } = program.verified;
  const start = core.programStart(coreLength);
  new Uint8Array(core.memory.buffer, start, coreLength).set(program.bytes.subarray(0, coreLength));
  const loading = [MAX_DEPTH, MAX_EVENT_BYTES, scratchBytes, literalBytes, LAZY, LAST_KEYS];
  // What is not given is zero to WebAssembly, and regions would overlap.
  if (core.loadProgram.length !== loading.length) throw new Error(`found ${loading.length} arguments of loadProgram()`);
  if (!start || !core.loadProgram(...loading)) throw new Error("expected more memory");
  const chunks = chunksOf(bytes);
  const longest = Math.max(...chunks.map(({ length }) => length));
  const input = core.reserve(longest + 64);

  const each = (stage) => {
    let counted = 0;
    for (const chunk of chunks) {
      // Memory may have grown, and then every view of it is gone.
      new Uint8Array(core.memory.buffer, input, chunk.length).set(chunk);
      counted += stage(chunk.length);
    }
    return counted;
  };
  return {
    copy: () => each((length) => length),
    scan: () => each((length) => core.scanLines(length)),
    walk: () => each((length) => core.scanLines(length) && core.walkLines()),
    access: () => each((length) => core.scanLines(length) && core.findLines()),
    residuals: () => {
      const before = core.judgeLines(0);
      let matches = before;
      each((length) => {
        matches = core.judgeLines(length);
        return 0;
      });
      return matches - before;
    },
  };
}

/** Whole lines, as many as fit; a line that is longer is a chunk of its own. */
function chunksOf(bytes) {
  const chunks = [];
  for (let at = 0; at < bytes.length; ) {
    const last = bytes.subarray(at, at + CHUNK_BYTES).lastIndexOf(NEWLINE);
    const end = last >= 0 ? at + last + 1 : bytes.indexOf(NEWLINE, at) + 1;
    if (end === 0) throw new Error("expected a newline at the end of the events");
    chunks.push(bytes.subarray(at, end));
    at = end;
  }
  return chunks;
}
