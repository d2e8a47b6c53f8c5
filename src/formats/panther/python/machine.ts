// What running Python code shares: the limits, calls, and the modules that were imported.

import { callValue } from "./call.js";
import { Raised, Stopped } from "./exceptions.js";
import type { PyMissing } from "./missing.js";
import { type Keywords, NO_KEYWORDS, type PyModule, type Value } from "./values.js";

/** How much one call from outside may do. */
export interface RunLimits {
  /** Statements, calls and rounds of loops. Default 1,000,000. */
  readonly maxSteps: number;
  /** Characters and elements that are made in all. Default 32 Mi. */
  readonly maxSize: number;
  /** Calls of Python functions inside each other. Default 200. */
  readonly maxDepth: number;
}

export const defaultRunLimits: RunLimits = { maxSteps: 1_000_000, maxSize: 32 << 20, maxDepth: 200 };

/** Gives the module of a name, or what stands for one that is not there. */
export type Importer = (machine: Machine, name: string) => PyModule | PyMissing;

export class Machine {
  private steps = 0;
  private size = 0;
  private depth = 0;
  private objects = 0;
  private readonly busy = new Set<object>();
  private readonly identities = new WeakMap<object, number>();

  constructor(
    readonly importModule: Importer,
    private readonly limits: RunLimits = defaultRunLimits,
  ) {}

  /** Runs something from outside with limits of its own. Throws `Raised` or `Stopped`. */
  run<T>(work: () => T): T {
    this.steps = 0;
    this.size = 0;
    this.depth = 0;
    try {
      return work();
    } catch (error) {
      // JavaScript's own stack ends first where deep expressions meet deep calls.
      if (error instanceof RangeError && /call stack/.test(error.message)) {
        throw new Stopped("python-limit", "expected fewer calls and expressions inside each other");
      }
      if (error instanceof Raised || error instanceof Stopped) throw error;
      // What the interpreter itself cannot do, or a function of the embedder's, must not take other rules with it.
      const message = error instanceof Error ? error.message : String(error);
      throw new Stopped("python-unsupported", `the interpreter could not go on: ${message}`);
    }
  }

  step(): void {
    if (++this.steps > this.limits.maxSteps) {
      throw new Stopped("python-limit", `expected at most ${this.limits.maxSteps} steps`);
    }
  }

  /** Counts work on many characters at once as the steps that it takes about as long as. */
  work(size: number): void {
    if (size < 64) return;
    this.steps += size / 64;
    this.step();
  }

  /** Accounts for characters or elements before they are made. */
  charge(size: number): void {
    this.size += size;
    if (this.size > this.limits.maxSize) {
      throw new Stopped("python-limit", `expected at most ${this.limits.maxSize} characters and elements to be made`);
    }
  }

  /** Runs the body of a Python function one level deeper. */
  enter<T>(body: () => T): T {
    this.step();
    if (++this.depth > this.limits.maxDepth) {
      throw new Stopped("python-limit", `expected at most ${this.limits.maxDepth} calls inside each other`);
    }
    try {
      return body();
    } finally {
      this.depth--;
    }
  }

  /** A number of its own for each object, for keys that hold several. */
  identity(object: object): number {
    const known = this.identities.get(object);
    if (known !== undefined) return known;
    this.identities.set(object, ++this.objects);
    return this.objects;
  }

  /** What is done with an object, unless it is being done already, further out; then undefined. */
  once<T>(object: object, work: () => T): T | undefined {
    if (this.busy.has(object)) return undefined;
    this.busy.add(object);
    try {
      return work();
    } finally {
      this.busy.delete(object);
    }
  }

  call(target: Value, args: readonly Value[], keywords: Keywords = NO_KEYWORDS): Value {
    return callValue(this, target, args, keywords);
  }
}
