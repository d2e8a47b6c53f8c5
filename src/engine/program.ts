import { type VerifiedProgram, verify } from "../bytecode/verify.js";
import { SluiceError } from "../errors.js";
import { bytesKey } from "../plan/hash.js";
import type { HostedInput, HostPart } from "../rule/host.js";
import type { Rule } from "../rule/ir.js";
import { parsePath, printPath } from "../rule/path.js";
import { encodeWtf8 } from "../unicode/wtf8.js";
import { readProgramLimit } from "./options.js";
import type { RuleInfo } from "./types.js";

/** Compiled rules. Immutable; any number of matchers can run it. */
export class Program {
  /** The bytecode, as src/bytecode/FORMAT.md describes it. Not to be changed. */
  readonly bytes: Uint8Array;
  /** The rules, in the order in which matches are reported; `Match.index` counts in it. */
  readonly rules: readonly RuleInfo[];
  /** The rules that bring code for a host, by its format. */
  readonly hosted: ReadonlyMap<string, readonly HostedInput[]>;
  /** What loading proved of the bytes. */
  readonly verified: VerifiedProgram;
  /** For each rule in how many of a million events it is expected to be looked at; undefined in programs that do not say. */
  readonly candidates: readonly number[] | undefined;

  /** The log types that are named, by `bytesKey`. */
  private readonly logTypes: ReadonlyMap<string, number>;

  private constructor(bytes: Uint8Array, verified: VerifiedProgram) {
    this.bytes = bytes;
    this.verified = verified;
    this.logTypes = new Map(verified.logTypes.map((name, i) => [bytesKey(name), 2 + i]));
    const meta = readMeta(bytes.subarray(verified.metaStart, verified.metaStart + verified.metaLength));
    this.rules = meta.rules;
    this.candidates = meta.candidates;
    if (this.rules.length !== verified.ruleCount) {
      throw damaged(`expected metadata of ${verified.ruleCount} rules, found ${this.rules.length}`);
    }
    this.hosted = readHosted(bytes, verified, this.rules);
  }

  /** What the core is told of a log type; undefined where none is named. */
  logTypeNumber(name: string | undefined): number {
    if (name === undefined) return 0;
    return this.logTypes.get(bytesKey(encodeWtf8(name))) ?? 1;
  }

  /**
   * Loads a program that `compile` made, in this process or another. The bytes are copied and verified: throws `program-damaged`,
   * `program-version` or `program-too-large`, `invalid-argument` for an option out of range.
   */
  static from(bytes: Uint8Array, options: { readonly maxProgramBytes?: number } = {}): Program {
    const max = readProgramLimit(options);
    if (bytes.length > max) {
      throw new SluiceError("program-too-large", `expected a program of at most ${max} bytes, found ${bytes.length}`);
    }
    const own = bytes.slice();
    return new Program(own, verify(own));
  }
}

/**
 * The metadata section: JSON. What a rule does not have is left out. `candidates`: for each rule in how many of a million events it is
 * expected to be looked at.
 */
export function writeMeta(rules: readonly Rule[], candidates: readonly number[]): Uint8Array {
  const infos = rules.map(({ id, title, severity, logTypes, tags, attack, outputs = [] }) => {
    return { id, title, severity, logTypes, tags, attack, outputs: outputs.map(printPath) };
  });
  return new TextEncoder().encode(JSON.stringify({ rules: infos, candidates }));
}

interface Meta {
  readonly rules: readonly RuleInfo[];
  readonly candidates: readonly number[] | undefined;
}

function readMeta(bytes: Uint8Array): Meta {
  let meta: unknown;
  try {
    meta = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new SluiceError("program-damaged", "metadata: expected JSON", { cause });
  }
  if (!isRecord(meta) || !Array.isArray(meta.rules)) throw damaged("expected a list of rules");
  const { rules } = meta;
  return { rules: rules.map(readRule), candidates: readCandidates(meta, rules.length) };
}

function readCandidates(meta: Record<string, unknown>, rules: number): readonly number[] | undefined {
  const { candidates } = meta;
  if (candidates === undefined) return undefined;
  const isCount = (value: unknown): boolean => typeof value === "number" && value >= 0 && value <= 1e6;
  if (!Array.isArray(candidates) || candidates.length !== rules || !candidates.every(isCount))
    throw damaged("expected a number up to a million for each rule as candidates");
  return candidates;
}

function readRule(value: unknown): RuleInfo {
  if (!isRecord(value) || typeof value.id !== "string") throw damaged("expected a rule with an id");
  const info: Record<string, unknown> = { id: value.id };
  for (const key of ["title", "severity"]) {
    if (value[key] === undefined) continue;
    if (typeof value[key] !== "string") throw damaged(`expected a string as ${key}`);
    info[key] = value[key];
  }
  for (const key of ["logTypes", "tags", "attack"]) {
    if (value[key] !== undefined) info[key] = Object.freeze(readStrings(value[key], key));
  }
  const outputs = readStrings(value.outputs, "outputs").map((path) => {
    try {
      return parsePath(path);
    } catch (cause) {
      throw new SluiceError("program-damaged", "metadata: expected paths as outputs", { cause });
    }
  });
  return Object.freeze({ ...info, id: value.id, outputs: Object.freeze(outputs) });
}

function readHosted(
  bytes: Uint8Array,
  { hosted, parts }: VerifiedProgram,
  rules: readonly RuleInfo[],
): ReadonlyMap<string, readonly HostedInput[]> {
  const texts = parts.map(({ offset, length }): HostPart => {
    return { text: () => decode(bytes.subarray(offset, offset + length), "hosted rules: expected text") };
  });
  const byFormat = new Map<string, HostedInput[]>();
  for (const { rule, format, decides, parts } of hosted) {
    const list = byFormat.get(format) ?? [];
    byFormat.set(format, list);
    const { id } = rules[rule] as RuleInfo;
    list.push({ index: rule, id, decides, parts: parts.map((part) => texts[part] as HostPart) });
  }
  return byFormat;
}

function decode(bytes: Uint8Array, expected: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SluiceError("program-damaged", expected, { cause });
  }
}

function readStrings(value: unknown, key: string): string[] {
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string"))
    throw damaged(`expected strings as ${key}`);
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function damaged(message: string): SluiceError {
  return new SluiceError("program-damaged", `metadata: ${message}`);
}
