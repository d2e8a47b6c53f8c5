// `sluice/streams`: a matcher as a step of a Web stream.

import type { Match, Matcher, Refusal, ScannedEvent, ScanOptions } from "../index.js";

/** An event that left a match stream. It owns its bytes. */
export interface MatchedEvent {
  /** The event as it came: of a line, without its ending. */
  readonly bytes: Uint8Array;
  /** Ids of the rules that are true of it, in the program's order. */
  readonly rules: readonly string[];
  /** Its matches, in the same order; their fields can be read at any time. */
  readonly matches: readonly Match[];
  /** Line of the event, from 1. */
  readonly line: number;
  /** First byte of the event, from the start of the stream. */
  readonly offset: number;
  /** Its index in its document, where the framing is `records`. */
  readonly record?: number;
}

export interface MatchStreamOptions extends ScanOptions {
  /** Let events through that no rule matches, too. Default false. */
  readonly all?: boolean;
  /** Hears of each event that was not judged; it does not go on. What it throws ends the stream. */
  readonly onRefused?: (refusal: Refusal) => void;
}

/**
 * A transform from bytes, cut anywhere, to the events that match: NDJSON unless `framing` says otherwise. Use one for each stream; any number of them can share
 * a matcher.
 *
 * A chunk is judged at once and all that matches in it waits in the stream's queue, so the memory in use is bounded by the
 * size of the chunks that go in, not by a number of events. The next chunk is taken only when the queue is empty. Chunks of
 * 64 KiB to 1 MiB are best.
 *
 * Errors, and an abort by the `signal` of `pipeThrough` and `pipeTo`, go both ways as in any Web stream.
 *
 * @example
 * await ReadableStream.from(process.stdin)
 *   .pipeThrough(matchStream(matcher), { signal })
 *   .pipeTo(new WritableStream({ write: ({ rules, bytes }) => send(rules, bytes) }));
 */
export function matchStream(
  matcher: Matcher,
  options: MatchStreamOptions = {},
): TransformStream<Uint8Array, MatchedEvent> {
  const { all = false, onRefused, ...scanOptions } = options;
  let enqueue: (event: MatchedEvent) => void = () => {};
  const onEvent = ({ bytes, line, offset, record }: ScannedEvent, matches: readonly Match[]): void => {
    if (matches.length === 0 && !all) return;
    enqueue({
      bytes: bytes.slice(),
      rules: matches.map(({ rule }) => rule),
      matches: matches.map((match) => match.detach()),
      line,
      offset,
      ...(record !== undefined && { record }),
    });
  };
  const scanner = matcher.scanner({ onEvent, ...(onRefused && { onRefused }) }, scanOptions);
  return new TransformStream({
    start: (controller) => {
      enqueue = (event) => controller.enqueue(event);
    },
    transform: (chunk) => scanner.write(chunk),
    flush: () => {
      scanner.end();
    },
  });
}
