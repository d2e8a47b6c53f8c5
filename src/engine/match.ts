import { SluiceError } from "../errors.js";
import type { EventView, HostRunner } from "../rule/host.js";
import type { FieldPath } from "../rule/ir.js";
import { parsePath, printPath } from "../rule/path.js";
import type { Place } from "./documents/splitter.js";
import { type DuplicateKeys, locate, parseText, sliceText } from "./read.js";
import type { Match, RuleInfo } from "./types.js";

/** The bytes of one event for as long as they are there. */
export class EventBytes implements EventView {
  private view: Uint8Array | undefined;
  private copied: EventBytes | undefined;

  /** `memory` has the event from byte `start` on, and will be written to again: the event must be expired before. */
  constructor(
    private memory: Uint8Array | undefined,
    private readonly start: number,
    readonly length: number,
    readonly place: Place,
    readonly duplicateKeys: DuplicateKeys,
  ) {}

  /** Throws `match-expired`. */
  get bytes(): Uint8Array {
    if (!this.memory) {
      throw new SluiceError(
        "match-expired",
        "the event is gone: read fields before the callback returns, or keep match.detach()",
      );
    }
    // Most matches are counted, not read, and a view costs more than all else of them.
    this.view ??= this.memory.subarray(this.start, this.start + this.length);
    return this.view;
  }

  expire(): void {
    this.memory = undefined;
    this.view = undefined;
    this.copied = undefined;
  }

  /** The same event with bytes of its own, which never expire; made once, however many matches are kept. */
  copy(): EventBytes {
    this.copied ??= new EventBytes(this.bytes.slice(), 0, this.length, this.place, this.duplicateKeys);
    return this.copied;
  }
}

export class EventMatch implements Match {
  constructor(
    private readonly event: EventBytes,
    private readonly info: RuleInfo,
    readonly index: number,
    readonly host: HostRunner | undefined,
  ) {}

  get rule(): string {
    return this.info.id;
  }

  get line(): number {
    return this.event.place.line;
  }

  get offset(): number {
    return this.event.place.offset;
  }

  get length(): number {
    return this.event.length;
  }

  get record(): number | undefined {
    return this.event.place.record;
  }

  get(path: string | FieldPath): unknown {
    const { bytes, duplicateKeys } = this.event;
    const parsed = toPath(path);
    const values = locate(bytes, parsed, duplicateKeys).map((slice) => parseText(bytes, slice));
    return hasAny(parsed) && values.length > 0 ? values : values[0];
  }

  raw(path: string | FieldPath): string | undefined {
    const { bytes, duplicateKeys } = this.event;
    const parsed = toPath(path);
    const texts = locate(bytes, parsed, duplicateKeys).map((slice) => sliceText(bytes, slice));
    return hasAny(parsed) && texts.length > 0 ? `[${texts.join(",")}]` : texts[0];
  }

  outputs(): Record<string, unknown> {
    const present = this.info.outputs.flatMap((path): [string, unknown][] => {
      const value = this.get(path);
      return value === undefined ? [] : [[printPath(path), value]];
    });
    return Object.fromEntries(present);
  }

  bytes(): Uint8Array {
    return this.event.bytes.slice();
  }

  detach(): Match {
    return new EventMatch(this.event.copy(), this.info, this.index, this.host);
  }
}

function toPath(path: string | FieldPath): FieldPath {
  return typeof path === "string" ? parsePath(path) : path;
}

function hasAny(path: FieldPath): boolean {
  return path.segments.some(({ type }) => type === "any" || type === "anywhere");
}
