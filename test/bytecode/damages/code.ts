import * as layout from "../../../src/bytecode/layout.js";
import { BEYOND, type Damage, elementRoot, innerSome, nodeWhere, outerSome } from "./find.js";

const {
  SECTION_NODES: NODES,
  SECTION_PREDICATES: PREDICATES,
  SECTION_CODE: CODE,
  SECTION_RULES: RULES,
  SECTION_GROUPS: GROUPS,
  SECTION_LOG_TYPES: LOG_TYPES,
  SECTION_ALWAYS: ALWAYS,
} = layout;

export const DAMAGED_CODE: readonly Damage[] = [
  [
    "a predicate beyond the predicates",
    "predicates, found",
    (d) => d.set(CODE, 0, layout.INSTRUCTION_PREDICATE, d.count(PREDICATES)),
  ],
  [
    "an instruction that goes on at itself",
    "targets below it",
    (d) => d.set(CODE, 0, layout.INSTRUCTION_TRUE, layout.CODE_FIRST),
  ],
  ["an instruction that goes on above", "targets below it", (d) => d.set(CODE, 3, layout.INSTRUCTION_FALSE, BEYOND)],
  [
    "a body beyond the code",
    "instruction below",
    (d) => d.setPredicate(outerSome(d), layout.PREDICATE_SIZE, layout.CODE_FIRST + d.count(CODE)),
  ],
  [
    "a body in itself",
    "elements of levels above",
    (d) => d.set(CODE, d.getPredicate(outerSome(d), layout.PREDICATE_SIZE) - layout.CODE_FIRST, 0, outerSome(d)),
  ],
  [
    "a body of a deeper element",
    "levels up to",
    (d) => d.setPredicate(outerSome(d), layout.PREDICATE_SIZE, d.getPredicate(innerSome(d), layout.PREDICATE_SIZE)),
  ],
  [
    "a body that reads an element that the quantifier does not",
    "none above its own",
    (d) => {
      const levelOf = (predicate: number): number => d.getPredicate(predicate, layout.PREDICATE_KIND) >>> 16;
      const quantifier = d.find(PREDICATES, (predicate) => {
        const isSome = (d.getPredicate(predicate, layout.PREDICATE_KIND) & 0xff) === layout.KIND_SOME;
        const element = d.getPredicate(predicate, layout.PREDICATE_ARG);
        return isSome && levelOf(predicate) === 0 && d.get(NODES, element) >>> layout.NODE_LEVEL_SHIFT === 2;
      });
      const reading = d.find(CODE, (at) => levelOf(d.get(CODE, at, layout.INSTRUCTION_PREDICATE)) === 1);
      d.setPredicate(quantifier, layout.PREDICATE_SIZE, layout.CODE_FIRST + reading);
    },
  ],
];

export const DAMAGED_LOG_TYPES: readonly Damage[] = [
  ["a node that is not there", "node of the event", (d) => d.setWord(layout.HEADER_LOG_TYPE, d.count(NODES))],
  ["the node of an element", "node of the event", (d) => d.setWord(layout.HEADER_LOG_TYPE, elementRoot(d))],
  [
    "the node of all strings",
    "node of the event",
    (d) =>
      d.setWord(
        layout.HEADER_LOG_TYPE,
        nodeWhere(d, (field) => (field(layout.NODE_FLAGS) & layout.NODE_ANYWHERE) !== 0),
      ),
  ],
  ["a name beyond the data", "name in the data", (d) => d.set(LOG_TYPES, 1, layout.LOG_TYPE_TEXT, BEYOND)],
  ["a name longer than the data", "name in the data", (d) => d.set(LOG_TYPES, 1, layout.LOG_TYPE_LENGTH, BEYOND)],
  ["bits before the data", "bytes of bits", (d) => d.set(LOG_TYPES, 0, layout.LOG_TYPE_BITS, layout.HEADER_BYTES)],
  [
    "bits that end behind the data",
    "bytes of bits",
    (d) => d.set(LOG_TYPES, 2, layout.LOG_TYPE_BITS, d.sectionEnd(layout.SECTION_DATA) - 4),
  ],
];

export const DAMAGED_RULES: readonly Damage[] = [
  ["a rule beyond the code", "instruction below", (d) => d.set(RULES, 0, 0, layout.CODE_FIRST + d.count(CODE))],
  [
    "a rule of an element's predicates",
    "predicates of the event",
    (d) => d.set(RULES, 0, 0, d.getPredicate(outerSome(d), layout.PREDICATE_SIZE)),
  ],
  [
    "a rule of a group beyond the groups",
    "groups or none",
    (d) => d.set(RULES, 0, layout.RULE_GROUP, 1 + d.count(GROUPS)),
  ],
  ["a scope beyond the code", "instruction below", (d) => d.set(GROUPS, 1, 0, layout.CODE_FIRST + d.count(CODE))],
  [
    "a scope of an element's predicates",
    "predicates of the event",
    (d) => d.set(GROUPS, 0, layout.GROUP_CODE, d.getPredicate(outerSome(d), layout.PREDICATE_SIZE)),
  ],
  ["always beyond the groups", "ascending order", (d) => d.set(ALWAYS, 0, 0, d.count(RULES) + d.count(GROUPS))],
  ["always twice", "ascending order", (d) => d.set(ALWAYS, 1, 0, d.get(ALWAYS, 0))],
];
