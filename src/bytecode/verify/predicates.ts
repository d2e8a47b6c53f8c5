// Predicates: that each names only nodes, tables, elements and constants that are there, and constants that the core can follow.

import { verifyWildcard } from "../../plan/wildcard.js";
import { regexScratchBytes } from "../../regex/automaton.js";
import { verifyRegex } from "../../regex/verify.js";
import * as layout from "../layout.js";
import type { ProgramView } from "../view.js";
import { damaged, MAX_NAMED_BYTES, tooLarge } from "./damage.js";
import { endOfEntries } from "./tables.js";
import type { Tree } from "./tree.js";

/** The least that the core is given, so that it never has to ask whether there is any. */
const MIN_SCRATCH_BYTES = 16;

/** Gives the bytes of scratch that the regular expressions need. */
export function verifyPredicates(program: ProgramView, tree: Tree): { scratchBytes: number } {
  const constants = new Constants(program);
  const count = program.count(layout.SECTION_PREDICATES);
  for (let predicate = 0; predicate < count; predicate++) verifyPredicate(program, tree, constants, predicate);
  return { scratchBytes: constants.scratchBytes };
}

function verifyPredicate(program: ProgramView, tree: Tree, constants: Constants, predicate: number): void {
  const field = (at: number): number => program.field(layout.SECTION_PREDICATES, predicate, at);
  const fail = (message: string): never => damaged("predicates", `predicate ${predicate}: ${message}`);
  const levelOf = (node: number): number => {
    if (node < 1 || node >= tree.levels.length)
      fail(`expected one of ${tree.levels.length - 1} nodes, found node ${node}`);
    return tree.levels[node] as number;
  };
  const head = field(layout.PREDICATE_KIND);
  const kind = head & 0xff;
  const form = (head >>> 8) & 0xff;
  const level = head >>> 16;
  const node = field(layout.PREDICATE_NODE);
  const arg = field(layout.PREDICATE_ARG);
  const size = field(layout.PREDICATE_SIZE);

  let expectedLevel = levelOf(node);
  if (kind < 1 || kind > layout.KIND_LAST) fail(`found unknown kind ${kind}`);
  if (tree.anywhere[node] === 1 && !isAnywhere(kind)) fail(`expected a test of strings on **, found kind ${kind}`);
  if (tree.anywhere[node] === 1 && (form & layout.FORM_ELEMENTS) !== 0) fail("expected no elements of **");
  if (!isForm(kind, form)) fail(`found form or number flags ${form}, which kind ${kind} has not`);
  if (isText(kind)) {
    const problem = constants.verify(kind, arg, size);
    if (problem) fail(problem);
  } else if (kind !== layout.KIND_SOME && !isRange(kind) && size !== 0)
    fail(`expected no constant, found one of ${size} bytes`);
  if ((kind < layout.KIND_TABLE || kind > layout.KIND_SOME) && arg !== 0) fail(`expected no argument, found ${arg}`);
  if (isPair(kind)) {
    expectedLevel = Math.max(expectedLevel, levelOf(arg));
    if (tree.anywhere[arg] === 1) fail("expected ** in no other field");
  }
  if (kind === layout.KIND_TABLE) {
    const tables = program.count(layout.SECTION_TABLES);
    if (arg >= tables) fail(`expected one of ${tables} tables, found table ${arg}`);
    const tableNode = program.field(layout.SECTION_TABLES, arg, layout.TABLE_NODE);
    const tableForm = program.field(layout.SECTION_TABLES, arg, layout.TABLE_FORM);
    if (tableNode !== node || tableForm !== form)
      fail(`expected the node and form of table ${arg}, found node ${node} and form ${form}`);
    const type = program.field(layout.SECTION_TABLES, arg, layout.TABLE_TYPE);
    if (type !== layout.TABLE_TEXTS && type !== layout.TABLE_LITERALS && type !== layout.TABLE_NETWORKS)
      fail(`expected a table that is looked up by text, found table ${arg}`);
  }
  if (isNumber(kind)) {
    const isNumbers =
      arg < program.count(layout.SECTION_TABLES) &&
      program.field(layout.SECTION_TABLES, arg, layout.TABLE_TYPE) === layout.TABLE_NUMBERS &&
      ((program.field(layout.SECTION_TABLES, arg, layout.TABLE_FORM) ^ form) & layout.FORM_ELEMENTS) === 0 &&
      program.field(layout.SECTION_TABLES, arg, layout.TABLE_NODE) === node;
    if (!isNumbers) fail(`expected a table of numbers of node ${node}, found table ${arg}`);
    const bounds = endOfEntries(program, arg) - program.field(layout.SECTION_TABLES, arg, layout.TABLE_ENTRY_FIRST);
    if (isRange(kind) && size >= bounds) fail(`expected one of ${bounds} bounds of table ${arg}, found ${size}`);
  }
  if (kind === layout.KIND_SOME) {
    if (arg >= tree.elements.length || tree.elements[arg] !== 1)
      fail(`expected the root of an element, found node ${arg}`);
    if (level < expectedLevel || level >= levelOf(arg)) {
      fail(
        `expected a level from that of its node, ${expectedLevel}, to below that of its element, ${levelOf(arg)}, found ${level}`,
      );
    }
  } else if (level !== expectedLevel) fail(`expected the level ${expectedLevel} of its nodes, found ${level}`);
}

function isAnywhere(kind: number): boolean {
  return kind >= layout.KIND_TABLE && kind <= layout.KIND_REGEX;
}

function isText(kind: number): boolean {
  return kind >= layout.KIND_CONTAINS && kind <= layout.KIND_TEXT_GTE;
}

function isNumber(kind: number): boolean {
  return kind >= layout.KIND_NUMBER_EQ && kind <= layout.KIND_NUMBER_GTE;
}

/** A number predicate on one side of a bound. */
function isRange(kind: number): boolean {
  return isNumber(kind) && kind !== layout.KIND_NUMBER_EQ;
}

function isPair(kind: number): boolean {
  return kind >= layout.KIND_EQ_FIELD && kind <= layout.KIND_GTE_FIELD;
}

function isForm(kind: number, form: number): boolean {
  if (isNumber(kind)) {
    const all = layout.NUMBER_INTEGERS | layout.NUMBER_FRACTIONS;
    // How a number among several is written is not noted.
    if (kind === layout.KIND_NUMBER_EQ && form === (all | layout.FORM_ELEMENTS)) return true;
    return form >= layout.NUMBER_INTEGERS && form <= all;
  }
  if (isPair(kind)) return form < layout.FORM_ELEMENTS;
  return form < (kind === layout.KIND_TABLE || isText(kind) ? layout.FORM_COUNT : 1);
}

/** Verifies constants, each as often as it is named, and counts how much that is. */
class Constants {
  /** Bytes that the largest regular expression needs. */
  scratchBytes = MIN_SCRATCH_BYTES;
  #named = 0;

  constructor(private readonly program: ProgramView) {}

  /** Gives what is wrong with a predicate's constant, or undefined. */
  verify(kind: number, offset: number, length: number): string | undefined {
    if (!this.program.isData(offset, length))
      return `expected its constant in the data, found ${length} bytes at ${offset}`;
    this.#named += length;
    if (this.#named > MAX_NAMED_BYTES)
      tooLarge("predicates", `expected constants of at most ${MAX_NAMED_BYTES} bytes, each as often as it is named`);
    if (kind === layout.KIND_REGEX) return this.#verifyRegex(offset, length);
    const bytes = this.program.slice(offset, length);
    if (kind === layout.KIND_WILDCARD)
      return offset % 4 === 0 && verifyWildcard(bytes) ? undefined : "expected a wildcard pattern";
    return undefined;
  }

  #verifyRegex(offset: number, length: number): string | undefined {
    if (offset % 4 !== 0 || length % 4 !== 0)
      return `expected a regular expression of whole words, found ${length} bytes at ${offset}`;
    const words = this.program.words(offset, length);
    const problem = verifyRegex(words);
    if (problem !== undefined) return `regular expression: ${problem}`;
    this.scratchBytes = Math.max(this.scratchBytes, regexScratchBytes(words));
    return undefined;
  }
}
