// YAML as people write rules, from the events of js-yaml: mappings, sequences, scalars. What is rarer (anchors, tags, directives,
// a key twice, anything with an error in it) is refused, and the `yaml` package, which takes several times as long, reads it; so
// every diagnostic is from there.

import {
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  getScalarValue,
  type MappingEvent,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
} from "js-yaml";
import type { YamlEntry, YamlNode, YamlScalar, YamlString } from "./node.js";

const STYLES: Readonly<Record<ScalarEvent["style"], YamlString["style"]>> = {
  [SCALAR_STYLE.PLAIN]: "plain",
  [SCALAR_STYLE.SINGLE_QUOTED]: "single-quoted",
  [SCALAR_STYLE.DOUBLE_QUOTED]: "double-quoted",
  [SCALAR_STYLE.LITERAL_BLOCK]: "literal",
  [SCALAR_STYLE.FOLDED_BLOCK]: "folded",
};

/** Plain scalars that are no strings (YAML 1.2.2, section 10.3.2). */
const NULL = /^(?:~|[Nn]ull|NULL)$/;
const BOOLEAN = /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/;
const NUMBER =
  /^(?:0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/;
/** What begins any of these. */
const TYPED = /^[-+.0-9~nNtTfF]/;

/** The header of a block scalar, to the end of its line. */
const BLOCK_HEADER = /[|>][-+0-9]*[ \t]*(?:[ \t]#.*)?$/;
/** What may stand between the last node in brackets and the bracket. */
const BEFORE_BRACKET = /(?:[\s,]|#.*)*/y;

const MARK = /^---/m;
const COLON = /[ \t]*:/y;

/**
 * The node that is the only document between two offsets of a text; undefined where it is not for this reader. There must be no
 * control character but tabs, newlines and returns before them.
 */
export function readPlain(text: string, start: number, end: number, maxDepth: number): YamlNode | undefined {
  const piece = text.slice(start, end);
  let events: readonly Event[];
  try {
    events = parseEvents(piece, { maxDepth });
  } catch {
    return undefined;
  }
  return new EventReader(piece, start, events).document();
}

class EventReader {
  private next = 1;
  /** Where the last node ends, in the piece. */
  private reach = 0;

  constructor(
    private readonly piece: string,
    /** Of the piece in the text. */
    private readonly offset: number,
    private readonly events: readonly Event[],
  ) {}

  document(): YamlNode | undefined {
    const [first] = this.events;
    if (first?.type !== EVENT_ID.DOCUMENT || first.directives.length > 0) return undefined;
    // js-yaml takes indented hyphens for the mark of a document, too.
    if (first.explicitStart && !MARK.test(this.piece)) return undefined;
    const root = this.node();
    // The end of the document, and nothing after it.
    const isWhole = this.next === this.events.length - 1 && !first.explicitEnd;
    return root && isWhole && root.start < root.end ? root : undefined;
  }

  private node(): YamlNode | undefined {
    const event = this.events[this.next++];
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        return this.scalar(event);
      case EVENT_ID.MAPPING:
        return isBare(event) ? this.mapping(event) : undefined;
      case EVENT_ID.SEQUENCE:
        return isBare(event) ? this.sequence(event) : undefined;
      default:
        return undefined;
    }
  }

  private mapping(event: MappingEvent): YamlNode | undefined {
    const entries: YamlEntry[] = [];
    const keys = new Set<string>();
    while (this.events[this.next]?.type !== EVENT_ID.POP) {
      const key = this.node();
      if (key?.type !== "string" || keys.has(key.value) || (key.style === "plain" && key.value === "<<"))
        return undefined;
      keys.add(key.value);
      const value = this.node();
      if (!value) return undefined;
      entries.push({ key, value });
    }
    return {
      type: "mapping",
      entries,
      ...this.close(
        event,
        entries.map(({ value }) => value),
      ),
    };
  }

  private sequence(event: SequenceEvent): YamlNode | undefined {
    const items: YamlNode[] = [];
    while (this.events[this.next]?.type !== EVENT_ID.POP) {
      const item = this.node();
      if (!item) return undefined;
      items.push(item);
    }
    return { type: "sequence", items, ...this.close(event, items) };
  }

  /** What a collection has beside its children, whose end the events do not tell. */
  private close(
    { start, style }: MappingEvent | SequenceEvent,
    children: readonly YamlNode[],
  ): Pick<YamlNode, "start" | "end" | "damaged" | "chars" | "height"> {
    this.next++;
    if (style === COLLECTION_STYLE.FLOW) {
      BEFORE_BRACKET.lastIndex = Math.max(this.reach, start + 1);
      BEFORE_BRACKET.test(this.piece);
      this.reach = BEFORE_BRACKET.lastIndex + 1;
    }
    let chars = 2;
    let height = 0;
    for (const child of children) {
      chars += child.chars;
      height = Math.max(height, child.height);
    }
    const place = { start: this.offset + start, end: this.offset + this.reach };
    return { ...place, damaged: false, chars, height: height + 1 };
  }

  private scalar(event: ScalarEvent): YamlScalar | undefined {
    if (!isBare(event)) return undefined;
    const { valueStart, valueEnd, style } = event;
    if (valueStart < 0) return { type: "null", ...this.nowhere() };
    const value = getScalarValue(this.piece, event);
    if (style === SCALAR_STYLE.PLAIN && TYPED.test(value)) {
      const place = this.place(valueStart, valueEnd);
      if (NUMBER.test(value)) return { type: "number", text: value, ...place };
      if (BOOLEAN.test(value)) return { type: "boolean", value: value[0] === "t" || value[0] === "T", ...place };
      if (NULL.test(value)) return { type: "null", ...place };
    }
    return { type: "string", value, style: STYLES[style], ...this.placeOf(event) };
  }

  /** The place of what is not there: after the colon, or after the last node. */
  private nowhere() {
    COLON.lastIndex = this.reach;
    const at = COLON.test(this.piece) ? COLON.lastIndex : this.reach;
    return this.place(at, at);
  }

  /** With its quotes, or with its header. */
  private placeOf({ valueStart, valueEnd, style }: ScalarEvent) {
    switch (style) {
      case SCALAR_STYLE.PLAIN:
        return this.place(valueStart, valueEnd);
      case SCALAR_STYLE.SINGLE_QUOTED:
      case SCALAR_STYLE.DOUBLE_QUOTED:
        return this.place(valueStart - 1, valueEnd + 1);
      default:
        return this.place(this.headerOf(valueStart), valueEnd);
    }
  }

  /** Where the header of the block scalar begins whose lines begin at `at`. */
  private headerOf(at: number): number {
    const line = this.piece.lastIndexOf("\n", at - 2) + 1;
    const header = this.piece.slice(line, at).trimEnd();
    return line + Math.max(0, header.search(BLOCK_HEADER));
  }

  private place(start: number, end: number) {
    this.reach = end;
    return { start: this.offset + start, end: this.offset + end, damaged: false, chars: end - start + 1, height: 0 };
  }
}

/** Whether a node has neither an anchor nor a tag. */
function isBare({ anchorStart, tagStart }: ScalarEvent | MappingEvent | SequenceEvent): boolean {
  return anchorStart < 0 && tagStart < 0;
}
