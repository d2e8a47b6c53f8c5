import type { Matcher, ScanOptions, ScanStats } from "../../src/index.js";

export type Framing = NonNullable<ScanOptions["framing"]>;

export interface Framed {
  readonly stats: ScanStats;
  /** `record@line:offset:length:rules` of an event, `record@line:offset:length!code` of what was refused, in order. */
  readonly seen: readonly string[];
}

/** Everything that a scan reports of `chunks`; checks that the bytes of each event are those of the input. */
export function frame(matcher: Matcher, chunks: readonly Uint8Array[], framing: Framing): Framed {
  const input = Buffer.concat(chunks);
  const seen: string[] = [];
  const place = (at: { record?: number | undefined; line: number; offset: number; length: number }): string =>
    `${at.record ?? ""}@${at.line}:${at.offset}:${at.length}`;
  const scanner = matcher.scanner(
    {
      onEvent: (event, matches) => {
        const bytes = input.subarray(event.offset, event.offset + event.length);
        if (Buffer.compare(bytes, event.bytes) !== 0) throw new Error("an event has other bytes than the input");
        for (const match of matches) {
          if (place(match) !== place(event)) throw new Error("a match is elsewhere than its event");
        }
        seen.push(`${place(event)}:${matches.map(({ rule }) => rule).join(",")}`);
      },
      onRefused: (refusal) => seen.push(`${place(refusal)}!${refusal.code}`),
    },
    { framing },
  );
  for (const chunk of chunks) scanner.write(chunk);
  return { stats: scanner.end(), seen };
}

/** Bytes cut at some of its indexes. */
export function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end));
}
