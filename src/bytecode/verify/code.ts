// Code: that every run ends, and that quantifiers stand in one another no deeper than MAX_LEVEL.
//
// Targets lie below the instruction that names them, so what holds of all instructions on the ways from one is found in one pass.

import * as layout from "../layout.js";
import type { ProgramView } from "../view.js";
import { damaged, MAX_STEPS, type Stage, tooLarge } from "./damage.js";

/** Of each instruction, counted as the code counts them: what is on the ways from it to a verdict. */
interface Reach {
  /** Most instructions on a way. */
  readonly steps: Uint32Array;
  /** A bit for each level that a predicate on a way has. */
  readonly levels: Uint16Array;
  /** A bit for each level that the element of a quantifier on a way has; bit 0 tells of predicates that are none. */
  readonly elements: Uint16Array;
}

/** Predicates must be verified. */
export function verifyCode(program: ProgramView): void {
  const reach = verifyInstructions(program);
  const steps = verifyQuantifiers(program, reach) + verifyRules(program, reach) + verifyGroups(program, reach);
  if (steps > MAX_STEPS) {
    tooLarge("code", `expected at most ${MAX_STEPS} instructions on the ways through all rules, found ${steps}`);
  }
  verifyAlways(program);
}

function verifyInstructions(program: ProgramView): Reach {
  const end = layout.CODE_FIRST + program.count(layout.SECTION_CODE);
  const predicates = program.count(layout.SECTION_PREDICATES);
  const reach: Reach = { steps: new Uint32Array(end), levels: new Uint16Array(end), elements: new Uint16Array(end) };
  const { steps, levels, elements } = reach;
  for (let pc = layout.CODE_FIRST; pc < end; pc++) {
    const field = (at: number): number => program.field(layout.SECTION_CODE, pc - layout.CODE_FIRST, at);
    const predicate = field(layout.INSTRUCTION_PREDICATE);
    const yes = field(layout.INSTRUCTION_TRUE);
    const no = field(layout.INSTRUCTION_FALSE);
    if (predicate >= predicates)
      damaged("code", `instruction ${pc}: expected one of ${predicates} predicates, found ${predicate}`);
    if (yes >= pc || no >= pc) damaged("code", `instruction ${pc}: expected targets below it, found ${yes} and ${no}`);
    steps[pc] = 1 + Math.max(steps[yes] as number, steps[no] as number);
    levels[pc] = (levels[yes] as number) | (levels[no] as number) | (1 << levelOf(program, predicate));
    elements[pc] = (elements[yes] as number) | (elements[no] as number) | (1 << elementLevelOf(program, predicate));
  }
  return reach;
}

/** Proves that a body looks at no deeper level than its element's and holds only quantifiers of deeper elements. Gives all bodies' steps. */
function verifyQuantifiers(program: ProgramView, { steps, levels, elements }: Reach): number {
  let total = 0;
  for (let predicate = 0; predicate < program.count(layout.SECTION_PREDICATES); predicate++) {
    const elementLevel = elementLevelOf(program, predicate);
    if (elementLevel === 0) continue;
    const body = program.field(layout.SECTION_PREDICATES, predicate, layout.PREDICATE_SIZE);
    verifyEntry("code", `predicate ${predicate}`, body, steps.length);
    total += steps[body] as number;
    const element = 1 << elementLevel;
    const outside = (levels[body] as number) & ~element;
    if (outside >= element)
      damaged("code", `predicate ${predicate}: expected a body of levels up to its element's, ${elementLevel}`);
    if (outside >> (levelOf(program, predicate) + 1) !== 0) {
      damaged(
        "code",
        `predicate ${predicate}: expected a body of its element's level, ${elementLevel}, and none above its own`,
      );
    }
    if ((elements[body] as number) & (2 * element - 1) & ~1) {
      damaged(
        "code",
        `predicate ${predicate}: expected a body of quantifiers with elements of levels above ${elementLevel}`,
      );
    }
  }
  return total;
}

/** Gives all rules' steps. */
function verifyRules(program: ProgramView, reach: Reach): number {
  const groups = program.count(layout.SECTION_GROUPS);
  let total = 0;
  for (let rule = 0; rule < program.count(layout.SECTION_RULES); rule++) {
    const group = program.field(layout.SECTION_RULES, rule, layout.RULE_GROUP);
    if (group > groups) damaged("rules", `rule ${rule}: expected one of ${groups} groups or none, found ${group}`);
    total += verifyWhole(`rule ${rule}`, program.field(layout.SECTION_RULES, rule, layout.RULE_CODE), reach);
  }
  return total;
}

/** Gives the steps of all groups' scopes. */
function verifyGroups(program: ProgramView, reach: Reach): number {
  let total = 0;
  for (let group = 0; group < program.count(layout.SECTION_GROUPS); group++)
    total += verifyWhole(`group ${group}`, program.field(layout.SECTION_GROUPS, group, layout.GROUP_CODE), reach);
  return total;
}

/** Proves that code can be run for an event, and gives its steps. */
function verifyWhole(owner: string, entry: number, { steps, levels }: Reach): number {
  verifyEntry("rules", owner, entry, steps.length);
  if ((levels[entry] as number) > 1)
    damaged("rules", `${owner}: expected predicates of the event, found some of an element`);
  return steps[entry] as number;
}

function verifyAlways(program: ProgramView): void {
  const all = program.count(layout.SECTION_RULES) + program.count(layout.SECTION_GROUPS);
  let least = 0;
  for (let at = 0; at < program.count(layout.SECTION_ALWAYS); at++) {
    const id = program.field(layout.SECTION_ALWAYS, at, 0);
    if (id < least || id >= all)
      damaged("rules", `always: expected rules and groups among ${all} in ascending order, found ${id}`);
    least = id + 1;
  }
}

function verifyEntry(stage: Stage, owner: string, pc: number, end: number): void {
  if (pc >= end) damaged(stage, `${owner}: expected an instruction below ${end}, found ${pc}`);
}

function levelOf(program: ProgramView, predicate: number): number {
  return program.field(layout.SECTION_PREDICATES, predicate, layout.PREDICATE_KIND) >>> 16;
}

/** Level of the elements that a quantifier goes through; 0 for any other predicate. */
function elementLevelOf(program: ProgramView, predicate: number): number {
  const kind = program.field(layout.SECTION_PREDICATES, predicate, layout.PREDICATE_KIND) & 0xff;
  if (kind !== layout.KIND_SOME) return 0;
  const element = program.field(layout.SECTION_PREDICATES, predicate, layout.PREDICATE_ARG);
  return program.field(layout.SECTION_NODES, element, layout.NODE_FLAGS) >>> layout.NODE_LEVEL_SHIFT;
}
