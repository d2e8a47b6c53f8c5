// The parts of bench/ that are tested, typed: they are plain JavaScript, since Node runs them as they are.

export type RuleSet = "none" | "one" | "some" | "all";

export interface Contender {
  readonly name: string;
  readonly title: string;
  readonly rules: RuleSet;
}

export interface Counts {
  readonly events: number;
  readonly refused: number;
  readonly matches: number;
}

interface RaceOptions {
  readonly events: string;
  readonly expected: Partial<Readonly<Record<RuleSet, Counts>>>;
  readonly rounds: number;
  readonly milliseconds: number;
}

interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

interface ImportGraph {
  readonly files: readonly string[];
  readonly bytes: number;
  readonly bare: readonly string[];
}

interface Bench {
  readonly contenders: readonly Contender[];
  absence(contender: Contender): string | undefined;
  expectedCounts(bytes: Buffer): Readonly<Record<RuleSet, Counts>>;
  race(contenders: readonly Contender[], options: RaceOptions): Promise<ReadonlyMap<string, readonly number[]>>;
  linesOf(bytes: Buffer): readonly string[];
  makeEvents(options?: { readonly size?: number; readonly seed?: number }): Buffer;
  importGraph(entry?: string): Promise<ImportGraph>;
  wasmBytes(): number;
  median(values: readonly number[]): number;
  spread(values: readonly number[]): Spread;
  pairwise(base: readonly number[], seconds: readonly number[]): readonly number[];
}

const FILES = ["contenders/index", "expected", "race", "lines", "make-events", "sizes", "statistics"];
const modules = await Promise.all(
  FILES.map((name) => import(new URL(`../../bench/${name}.mjs`, import.meta.url).href)),
);

export const bench: Bench = Object.assign({}, ...modules);
