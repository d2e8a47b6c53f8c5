// The read-only views that Panther gives rules of events and what is in them: dicts whose keys ignore case, lists, and the
// event itself. They are no `dict` and no `list` to isinstance; they are a Mapping and a Sequence.

import { lower } from "./text.js";
import { OBJECT, PyClass, type PyDict, type PyList, PyObject, type PyTuple, type Value } from "./values.js";

export const MAPPING = new PyClass("Mapping", [OBJECT], true);
export const SEQUENCE = new PyClass("Sequence", [OBJECT], true);
export const FROZEN_DICT = new PyClass("ImmutableCaseInsensitiveDict", [MAPPING], true);
export const FROZEN_LIST = new PyClass("ImmutableList", [SEQUENCE], true);
export const PANTHER_EVENT = new PyClass("PantherEvent", [FROZEN_DICT], true);

/** What an event's `udm` looks through; which one is the event's own log type to say. */
export interface DataModel {
  readonly id: string;
  /** JSONPath by name, as field names from the top. */
  readonly paths: ReadonlyMap<string, readonly (string | number)[]>;
  /** Functions of an event by name. */
  readonly methods: ReadonlyMap<string, Value>;
}

export class FrozenDict extends PyObject {
  private lowered: Map<string, Value> | undefined;

  constructor(readonly container: PyDict) {
    super();
  }
  get class(): PyClass {
    return FROZEN_DICT;
  }

  /** The key as the container has it: as given, else the first that is the same in lower case. Undefined where there is none. */
  spelling(key: string): Value | undefined {
    if (!this.lowered) {
      this.lowered = new Map();
      for (const { key: own } of this.container.entries.values()) {
        if (typeof own !== "string") continue;
        const small = lower(own);
        if (!this.lowered.has(small)) this.lowered.set(small, own);
      }
    }
    return this.lowered.get(lower(key));
  }
}

export class PantherEvent extends FrozenDict {
  constructor(
    container: PyDict,
    readonly dataModel: DataModel | undefined,
    /** What `lookup` asks; without it a test's own tables are in the event. */
    readonly look?: (table: Value, key: Value) => Value,
  ) {
    super(container);
  }
  override get class(): PyClass {
    return PANTHER_EVENT;
  }
}

export class FrozenList extends PyObject {
  constructor(readonly container: PyList | PyTuple) {
    super();
  }
  get class(): PyClass {
    return FROZEN_LIST;
  }
}
