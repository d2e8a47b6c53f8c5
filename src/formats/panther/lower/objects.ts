// Lists, dicts and sets may have several names, and what changes one under a name changes it under all. Atoms say what an object
// was when it was made, so what is changed in a way that is not followed is spoilt: nothing is known of it from then on.

import type { Atom, Scope, Value } from "./values.js";

/** Levels of containers that are looked through. */
const MAX_DEPTH = 8;

export class Objects {
  private readonly spoilt = new Set<Atom>();
  /** The call in which an object was made. */
  private readonly frames = new WeakMap<Atom, number>();
  private frame = 0;
  private calls = 0;

  /** Runs a call's body: what it makes is its own until it gives it away. */
  inFrame<T>(body: () => T): T {
    const before = this.frame;
    this.frame = ++this.calls;
    const result = body();
    this.frame = before;
    return result;
  }

  made(atom: Atom): void {
    this.frames.set(atom, this.frame);
  }

  /** Whether an object was made by the running call or for it, by one that it made, and has this name alone. */
  isOwn(atom: Atom, name: string, scope: Scope): boolean {
    if ((this.frames.get(atom) ?? -1) < this.frame) return false;
    for (let at: Scope | undefined = scope; at?.outer; at = at.outer) {
      for (const [other, value] of at.names)
        if ((other !== name || at !== scope) && holds(value, atom, 0)) return false;
    }
    return true;
  }

  /** The objects that a value may be are changed. */
  change(value: Value): void {
    for (const { atom } of value) this.spoil(atom);
  }

  /** The objects that a value may be may be changed, and those in them. */
  lose(value: Value, depth = 0): void {
    if (depth === MAX_DEPTH) return;
    this.change(value);
    for (const { atom } of value) for (const inside of contents(atom)) this.lose(inside, depth + 1);
  }

  private spoil(atom: Atom): void {
    if (!isObject(atom) || this.spoilt.has(atom)) return;
    this.spoilt.add(atom);
    for (const twin of twins.get(atom) ?? []) this.spoil(twin);
  }

  isSpoilt(value: Value): boolean {
    return this.spoilt.size > 0 && value.some(({ atom }) => this.spoilt.has(atom));
  }

  /** Whether an object that a scope leads to was changed: what it is depends on earlier events. */
  outlives(scope: Scope): boolean {
    if (this.spoilt.size === 0) return false;
    for (const value of scope.names.values()) {
      for (const atom of this.spoilt) if (holds(value, atom, 0)) return true;
    }
    return false;
  }
}

function isObject({ type }: Atom): boolean {
  return type === "sequence" || type === "mapping" || type === "mapped" || type === "split";
}

/** Atoms that stand for each other where values with equal ones were put together. */
const twins = new WeakMap<Atom, Atom[]>();

/** Notes that one atom now stands for another one too. */
export function twin(one: Atom, other: Atom): void {
  if (one === other || !isObject(one)) return;
  for (const [key, value] of [
    [one, other],
    [other, one],
  ] as const) {
    const known = twins.get(key);
    if (known) known.push(value);
    else twins.set(key, [value]);
  }
}

function holds(value: Value, wanted: Atom, depth: number): boolean {
  return depth < MAX_DEPTH && value.some(({ atom }) => atom === wanted || holdsInside(atom, wanted, depth + 1));
}

function holdsInside(atom: Atom, wanted: Atom, depth: number): boolean {
  if (atom.type === "method") return atom.object === wanted || holdsInside(atom.object, wanted, depth + 1);
  return contents(atom).some((value) => holds(value, wanted, depth));
}

function contents(atom: Atom): readonly Value[] {
  switch (atom.type) {
    case "sequence":
      return atom.items;
    case "mapping":
      return atom.entries.map(({ value }) => value);
    case "mapped":
      return [atom.mapped.cases];
    case "function":
      return [...atom.function.defaults.values()];
    default:
      return [];
  }
}
