// What a function sees of the names around it. One that is bound again behind the function, or around it in a loop, has another value
// when the function is called than when it was made.

import type { FunctionDefinition, Lambda, Place, Statement } from "../python/ast.js";
import { anyNode, blocksOf, changesOf } from "./change.js";

/** Whether a function sees other values of names than they have where it is made; `around`: the bodies of the functions around it. */
export function seesChanges(one: FunctionDefinition | Lambda, around: readonly (readonly Statement[])[]): boolean {
  let sees = seeing.get(one);
  if (sees === undefined) {
    const { positionalOnly, positional, keywordOnly } = one.parameters;
    const own = new Set([...positionalOnly, ...positional, ...keywordOnly].map(({ name }) => name));
    if (one.type === "function") for (const name of changesOf(one.body).bound) own.add(name);
    // A definition binds its own name where it ends.
    const from = endOf(one.at) + (one.type === "function" ? 1 : 0);
    const isBoundBehind = (name: string) => around.some((body) => (lastBound(body).get(name) ?? -1) >= from);
    sees = anyNode(one.body, (node) => node.type === "name" && !own.has(node.id) && isBoundBehind(node.id));
    seeing.set(one, sees);
  }
  return sees;
}

const seeing = new WeakMap<FunctionDefinition | Lambda, boolean>();

/** Whether a function binds names of those around it. */
export function reachesOut(one: FunctionDefinition): boolean {
  let reaches = reaching.get(one);
  if (reaches === undefined) {
    reaches = anyNode(one.body, ({ type }) => type === "nonlocal");
    reaching.set(one, reaches);
  }
  return reaches;
}

/** The definitions of helpers are met again in each rule that imports them. */
const reaching = new WeakMap<FunctionDefinition, boolean>();

/** Where each name of a function is bound last. */
function lastBound(body: readonly Statement[]): ReadonlyMap<string, number> {
  let bound = last.get(body);
  if (!bound) {
    bound = new Map();
    note(body, bound);
    last.set(body, bound);
  }
  return bound;
}

const last = new WeakMap<readonly Statement[], Map<string, number>>();

function note(statements: readonly Statement[], bound: Map<string, number>): void {
  for (const one of statements) {
    const isLoop = one.type === "for" || one.type === "while";
    const blocks = isLoop ? [] : blocksOf(one);
    // What a loop binds is bound again when it comes around; what is bound above a block is bound before it.
    const place = blocks.length > 0 ? startOf(one.at) : endOf(one.at);
    for (const name of changesOf([one]).bound) bound.set(name, Math.max(place, bound.get(name) ?? 0));
    for (const block of blocks) note(block, bound);
  }
}

const MAX_COLUMNS = 2 ** 24;

function startOf({ line, column }: Place): number {
  return line * MAX_COLUMNS + column;
}

function endOf({ endLine, endColumn }: Place): number {
  return endLine * MAX_COLUMNS + endColumn;
}
