// The core with a program in it and an eye on its memory: what lies outside the regions that a run may write to must stay as it is.

import { MATCH_ASKS, RECORD_BYTES, RECORD_MATCHES, RUN_ALL, RUN_LINES, RUN_MORE } from "../../src/bytecode/layout.js";
import { type VerifiedProgram, verify } from "../../src/bytecode/verify.js";
import { type CoreExports, instantiate } from "../../src/wasm/instantiate.js";

const PAD = 64;
const PAGE = 65536;
const CANARY = 0xa5;
const SPACE = 0x20;
const MAX_DEPTH = 1024;
const MAX_EVENT_BYTES = 1 << 20;
/** Static data changes in words of this size. */
const WORD = 8;

export class GuardedCore {
  private readonly core: CoreExports;
  private readonly program: Uint8Array;
  private readonly verified: VerifiedProgram;
  private readonly start: number;
  private readonly statics: Uint8Array;

  /**
   * @param mutable offsets of the words of static data that a run may change
   * @param firstKeys whether the first of equal keys counts, which allows early exit
   */
  constructor(
    program: Uint8Array,
    private readonly mutable: ReadonlySet<number>,
    firstKeys: boolean,
  ) {
    this.core = instantiate();
    this.verified = verify(program);
    this.program = program.slice(0, this.verified.coreLength);
    this.start = this.core.programStart(this.program.length);
    this.statics = this.memory.slice(0, this.start);
    this.memory.set(this.program, this.start);
    const { scratchBytes, literalBytes } = this.verified;
    if (!this.core.loadProgram(MAX_DEPTH, MAX_EVENT_BYTES, scratchBytes, literalBytes, 0, firstKeys ? 1 : 0))
      throw new Error("out of memory");
  }

  /** How many log types the program has; 0 or those that are named and one for all other names. */
  get logTypes(): number {
    const { length } = this.verified.logTypes;
    return length && 1 + length;
  }

  private get memory(): Uint8Array {
    return new Uint8Array(this.core.memory.buffer);
  }

  /**
   * Runs over lines and gives the rules of all matches; throws where memory outside the core's regions changed.
   *
   * @param logType of all events, counted from 1; 0 for none
   */
  run(text: string, logType = 0): number[] {
    const input = new TextEncoder().encode(text);
    const at = this.core.reserve(input.length + PAD);
    this.memory.set(input, at);
    const used = this.core.memoryUsed();
    const end = used + PAGE;
    const missing = Math.ceil((end - this.memory.length) / PAGE);
    if (missing > 0) (this.core.memory as unknown as { grow(pages: number): number }).grow(missing);
    this.memory.fill(CANARY, used, end);

    const rules = this.readRules(input.length, logType);
    if (!same(this.memory.subarray(this.start, this.start + this.program.length), this.program))
      throw new Error("the program changed");
    if (!same(this.memory.subarray(at, at + input.length), input)) throw new Error("the input changed");
    // Between the state and the input.
    if (this.memory.subarray(at - PAD, at).some((byte) => byte !== SPACE))
      throw new Error("what is behind the state changed");
    if (this.changedStatics().some((word) => !this.mutable.has(word))) throw new Error("static data changed");
    if (this.memory.subarray(this.core.memoryUsed(), end).some((byte) => byte !== CANARY))
      throw new Error("what is behind the arenas changed");
    return rules;
  }

  private readRules(length: number, logType: number): number[] {
    const rules: number[] = [];
    let status = this.core.startRun(length, RUN_LINES | RUN_ALL, logType) >>> 0;
    while (true) {
      const bytes = (status & ~RUN_MORE) >>> 0;
      const records = new DataView(this.core.memory.buffer, this.core.recordsStart(), bytes);
      for (let at = 0; at < bytes; ) {
        const count = records.getUint32(at + RECORD_MATCHES, true);
        at += RECORD_BYTES;
        for (let i = 0; i < count; i++, at += 4) rules.push(records.getUint32(at, true) % MATCH_ASKS);
      }
      if ((status & RUN_MORE) === 0) break;
      status = this.core.resume() >>> 0;
    }
    if (rules.some((rule) => rule >= this.verified.ruleCount)) throw new Error("a rule matched that is not there");
    return rules;
  }

  /** Offsets of the words of static data that are not what they were. */
  changedStatics(): number[] {
    const now = this.memory.subarray(0, this.start);
    const changed: number[] = [];
    if (same(now, this.statics)) return changed;
    for (let word = 0; word < this.start; word += WORD) {
      if (!same(now.subarray(word, word + WORD), this.statics.subarray(word, word + WORD))) changed.push(word);
    }
    return changed;
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** The words of static data that runs of good programs change. */
export function mutableStatics(programs: readonly Uint8Array[], events: readonly string[]): ReadonlySet<number> {
  const mutable = new Set<number>();
  const anything = { has: () => true } as unknown as ReadonlySet<number>;
  for (const program of programs) {
    for (const firstKeys of [false, true]) {
      const core = new GuardedCore(program, anything, firstKeys);
      for (const event of events) {
        for (let logType = 0; logType <= core.logTypes; logType++) core.run(event, logType);
        for (const word of core.changedStatics()) mutable.add(word);
      }
    }
  }
  return mutable;
}
