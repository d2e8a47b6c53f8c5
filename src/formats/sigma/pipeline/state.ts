import type { DetectionItem } from "../ast.js";
import type { Scalar } from "./params.js";

/** What the items of pipelines know of one rule while they process it. */
export class State {
  /** Ids of the processing items that were applied to the rule. */
  readonly applied: Set<string>;
  /** What `set_state` set. */
  readonly values = new Map<string, Scalar>();
  /** What `set_custom_attribute` set. */
  readonly attributes: Map<string, Scalar>;
  /** Field names that were mapped, and those that they were mapped to. */
  readonly mapped: Set<string>;
  private readonly ofFields = new Map<string, ReadonlySet<string>>();
  private readonly ofItems: WeakMap<DetectionItem, ReadonlySet<string>>;

  /** A state that a nested pipeline has: it shares what belongs to the rule (pySigma, NestedProcessingTransformation). */
  constructor(outer?: State) {
    this.applied = outer?.applied ?? new Set();
    this.attributes = outer?.attributes ?? new Map();
    this.mapped = outer?.mapped ?? new Set();
    this.ofItems = outer?.ofItems ?? new WeakMap();
  }

  /** Takes over what a nested pipeline left. */
  merge(inner: State): void {
    for (const [key, value] of inner.values) this.values.set(key, value);
    for (const [field, ids] of inner.ofFields) this.ofFields.set(field, ids);
  }

  /** A field name became others. */
  trackField(field: string, targets: readonly string[], id: string): void {
    const ids = new Set([...(this.ofFields.get(field) ?? []), id]);
    this.ofFields.delete(field);
    for (const target of targets) this.ofFields.set(target, ids);
  }

  fieldWasProcessedBy(field: string, id: string): boolean {
    return this.ofFields.get(field)?.has(id) ?? false;
  }

  /** An item became another one. */
  trackItem(from: DetectionItem, to: DetectionItem, id?: string): void {
    const ids = this.ofItems.get(from) ?? [];
    this.ofItems.set(to, new Set(id === undefined ? ids : [...ids, id]));
  }

  itemWasProcessedBy(item: DetectionItem, id: string): boolean {
    return this.ofItems.get(item)?.has(id) ?? false;
  }
}
