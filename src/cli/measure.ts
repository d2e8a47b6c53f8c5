// Times of things that are compared: interleaved, so that what disturbs one disturbs all.

/** What is timed. It gives counts by which every pass is known to have done the same work. */
export interface Contender {
  readonly name: string;
  run(): Readonly<Record<string, number>>;
}

/** The middle one of a series, and its quarter and three quarter marks. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Runs all contenders `passes` times in turns after a round that does not count, each time beginning with another one, and gives the
 * seconds of each pass by name. Throws if a pass counts something else than the contender's first.
 */
export function measure(contenders: readonly Contender[], passes: number): ReadonlyMap<string, readonly number[]> {
  const counts = new Map(contenders.map((contender) => [contender, JSON.stringify(contender.run())]));
  const seconds = new Map(contenders.map(({ name }) => [name, [] as number[]]));
  for (let pass = 0; pass < passes; pass++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(pass + turn) % contenders.length] as Contender;
      const start = performance.now();
      const seen = JSON.stringify(contender.run());
      seconds.get(contender.name)?.push((performance.now() - start) / 1000);
      if (seen !== counts.get(contender)) {
        throw new Error(`${contender.name}: a pass counted ${seen}, the first one ${counts.get(contender)}`);
      }
    }
  }
  return seconds;
}

/** Throws for an empty series. */
export function spread(series: readonly number[]): Spread {
  const sorted = series.toSorted((left, right) => left - right);
  const at = (part: number): number => {
    const value = sorted[Math.round((sorted.length - 1) * part)];
    if (value === undefined) throw new RangeError("expected at least one figure");
    return value;
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}
