import * as layout from "../../../src/bytecode/layout.js";
import { anywhereNode, BEYOND, type Damage, elementRoot, outerSome, setConstant, tableOf } from "./find.js";

const { SECTION_NODES: NODES, SECTION_PREDICATES: PREDICATES, SECTION_TABLES: TABLES } = layout;
const ELEMENTS = layout.FORM_ELEMENTS << 8;
const numberIn = (flags: number): number => layout.KIND_NUMBER_EQ | flags;

export const DAMAGED_PREDICATES: readonly Damage[] = [
  ["kind 0", "unknown kind 0", (d) => d.setPredicate(0, layout.PREDICATE_KIND, 0)],
  [
    "a kind beyond the last",
    `unknown kind ${layout.KIND_LAST + 1}`,
    (d) => d.setPredicate(0, layout.PREDICATE_KIND, layout.KIND_LAST + 1),
  ],
  [
    "a presence of **",
    "expected a test of strings on **",
    (d) => d.setPredicate(d.predicate(layout.KIND_EXISTS), layout.PREDICATE_NODE, anywhereNode(d)),
  ],
  [
    "an order of **",
    "expected a test of strings on **",
    (d) => d.setPredicate(d.predicate(layout.KIND_TEXT_LT), layout.PREDICATE_NODE, anywhereNode(d)),
  ],
  [
    "a field against **",
    "** in no other field",
    (d) => d.setPredicate(d.predicate(layout.KIND_EQ_FIELD), layout.PREDICATE_ARG, anywhereNode(d)),
  ],
  ["node 0", "found node 0", (d) => d.setPredicate(0, layout.PREDICATE_NODE, 0)],
  ["a node beyond the nodes", "nodes, found node", (d) => d.setPredicate(0, layout.PREDICATE_NODE, d.count(NODES))],
  [
    "a form of no text",
    "form",
    (d) => d.setPredicate(d.predicate(layout.KIND_EXISTS), layout.PREDICATE_KIND, layout.KIND_EXISTS | 0x100),
  ],
  [
    "an unknown form",
    "form",
    (d) => d.setPredicate(d.predicate(layout.KIND_CONTAINS), layout.PREDICATE_KIND, layout.KIND_CONTAINS | 0x800),
  ],
  [
    "a presence of elements",
    "form",
    (d) => d.setPredicate(d.predicate(layout.KIND_EXISTS), layout.PREDICATE_KIND, layout.KIND_EXISTS | ELEMENTS),
  ],
  [
    "another field's elements",
    "form",
    (d) => d.setPredicate(d.predicate(layout.KIND_EQ_FIELD), layout.PREDICATE_KIND, layout.KIND_EQ_FIELD | ELEMENTS),
  ],
  [
    "a range of elements",
    "number flags 7",
    (d) => d.setPredicate(d.predicate(layout.KIND_NUMBER_LT), layout.PREDICATE_KIND, layout.KIND_NUMBER_LT | 0x700),
  ],
  [
    "elements of a spelling",
    "number flags 5",
    (d) => d.setPredicate(d.predicate(layout.KIND_NUMBER_EQ), layout.PREDICATE_KIND, layout.KIND_NUMBER_EQ | 0x500),
  ],
  [
    "elements in a table of numbers without",
    "expected a table of numbers of node",
    (d) => {
      const predicate = d.find(PREDICATES, (p) => d.getPredicate(p, layout.PREDICATE_KIND) === numberIn(0x300));
      d.setPredicate(predicate, layout.PREDICATE_KIND, numberIn(0x700));
    },
  ],
  [
    "numbers in a table of elements",
    "expected a table of numbers of node",
    (d) => {
      const predicate = d.find(PREDICATES, (p) => d.getPredicate(p, layout.PREDICATE_KIND) === numberIn(0x700));
      d.setPredicate(predicate, layout.PREDICATE_KIND, numberIn(0x300));
    },
  ],
  [
    "elements of **",
    "no elements of **",
    (d) => {
      const node = anywhereNode(d);
      const predicate = d.find(PREDICATES, (p) => d.getPredicate(p, layout.PREDICATE_NODE) === node);
      d.setPredicate(predicate, layout.PREDICATE_KIND, d.getPredicate(predicate, layout.PREDICATE_KIND) | ELEMENTS);
    },
  ],
  [
    "no number flags",
    "number flags 0",
    (d) => d.setPredicate(d.predicate(layout.KIND_NUMBER_LT), layout.PREDICATE_KIND, layout.KIND_NUMBER_LT),
  ],
  [
    "unknown number flags",
    "number flags 4",
    (d) => d.setPredicate(d.predicate(layout.KIND_NUMBER_LT), layout.PREDICATE_KIND, layout.KIND_NUMBER_LT | 0x400),
  ],
  [
    "an argument of none",
    "no argument",
    (d) => d.setPredicate(d.predicate(layout.KIND_EXISTS), layout.PREDICATE_ARG, 4),
  ],
  [
    "a constant of none",
    "no constant",
    (d) => d.setPredicate(d.predicate(layout.KIND_TABLE), layout.PREDICATE_SIZE, 4),
  ],
  [
    "a constant before the data",
    "constant in the data",
    (d) => d.setPredicate(d.predicate(layout.KIND_CONTAINS), layout.PREDICATE_ARG, 0),
  ],
  [
    "a constant beyond the data",
    "constant in the data",
    (d) => d.setPredicate(d.predicate(layout.KIND_CONTAINS), layout.PREDICATE_ARG, BEYOND),
  ],
  [
    "a constant longer than the data",
    "constant in the data",
    (d) => d.setPredicate(d.predicate(layout.KIND_TEXT_LT), layout.PREDICATE_SIZE, BEYOND),
  ],
  [
    "a regex that ends early",
    "regular expression",
    (d) => d.setPredicate(d.predicate(layout.KIND_REGEX), layout.PREDICATE_SIZE, 8),
  ],
  [
    "half a word of a regex",
    "whole words",
    (d) => d.setPredicate(d.predicate(layout.KIND_REGEX), layout.PREDICATE_SIZE, 50),
  ],
  ["a regex that starts nowhere", "regular expression", (d) => setConstant(d, layout.KIND_REGEX, 8, BEYOND)],
  ["a wildcard with a piece too many", "wildcard pattern", (d) => setConstant(d, layout.KIND_WILDCARD, 4, 1000)],
  [
    "a number of another table",
    "a table of numbers of node",
    (d) => d.setPredicate(d.predicate(layout.KIND_NUMBER_EQ), layout.PREDICATE_ARG, tableOf(d, layout.TABLE_TEXTS)),
  ],
  [
    "a number of no table",
    "a table of numbers of node",
    (d) => d.setPredicate(d.predicate(layout.KIND_NUMBER_EQ), layout.PREDICATE_ARG, d.count(TABLES)),
  ],
  [
    "a number of another node",
    "a table of numbers of node",
    (d) => d.setPredicate(d.predicate(layout.KIND_NUMBER_LT), layout.PREDICATE_NODE, 1),
  ],
  [
    "a bound behind those of the table",
    "bounds of table",
    (d) => d.setPredicate(d.predicate(layout.KIND_NUMBER_GT), layout.PREDICATE_SIZE, 1000),
  ],
  [
    "a bound of what has none",
    "no constant",
    (d) => d.setPredicate(d.predicate(layout.KIND_NUMBER_EQ), layout.PREDICATE_SIZE, 1),
  ],
  [
    "a table beyond the tables",
    "tables, found table",
    (d) => d.setPredicate(d.predicate(layout.KIND_TABLE), layout.PREDICATE_ARG, d.count(TABLES)),
  ],
  [
    "another node's table",
    "node and form of table",
    (d) => d.setPredicate(d.predicate(layout.KIND_TABLE), layout.PREDICATE_NODE, 1),
  ],
  [
    "a table without elements",
    "node and form of table",
    (d) => {
      const predicate = d.predicate(layout.KIND_TABLE);
      d.setPredicate(predicate, layout.PREDICATE_KIND, d.getPredicate(predicate, layout.PREDICATE_KIND) ^ ELEMENTS);
    },
  ],
  [
    "a table of another form",
    "node and form of table",
    (d) => d.setPredicate(d.predicate(layout.KIND_TABLE), layout.PREDICATE_KIND, layout.KIND_TABLE | 0x200),
  ],
  [
    "a table of presence",
    "looked up by text",
    (d) => {
      const table = tableOf(d, layout.TABLE_PRESENCE);
      const predicate = d.predicate(layout.KIND_EXISTS);
      d.setPredicate(predicate, layout.PREDICATE_KIND, layout.KIND_TABLE);
      d.setPredicate(predicate, layout.PREDICATE_NODE, d.get(TABLES, table, layout.TABLE_NODE));
      d.setPredicate(predicate, layout.PREDICATE_ARG, table);
    },
  ],
  [
    "another field beyond the nodes",
    "nodes, found node",
    (d) => d.setPredicate(d.predicate(layout.KIND_EQ_FIELD), layout.PREDICATE_ARG, BEYOND),
  ],
  [
    "another field of a deeper level",
    "level 2 of its nodes",
    (d) => d.setPredicate(d.predicate(layout.KIND_LT_FIELD), layout.PREDICATE_ARG, elementRoot(d)),
  ],
  [
    "a level that is not the node's",
    "level 0 of its nodes",
    (d) => d.setPredicate(d.predicate(layout.KIND_EXISTS), layout.PREDICATE_KIND, layout.KIND_EXISTS | 0x10000),
  ],
  [
    "an element that is no root",
    "root of an element",
    (d) => d.setPredicate(d.predicate(layout.KIND_SOME), layout.PREDICATE_ARG, elementRoot(d) + 1),
  ],
  [
    "the event as an element",
    "root of an element",
    (d) => d.setPredicate(d.predicate(layout.KIND_SOME), layout.PREDICATE_ARG, 1),
  ],
  [
    "an element beyond the nodes",
    "root of an element",
    (d) => d.setPredicate(d.predicate(layout.KIND_SOME), layout.PREDICATE_ARG, BEYOND),
  ],
  [
    "a quantifier of its element's level",
    "below that of its element",
    (d) => d.setPredicate(outerSome(d), layout.PREDICATE_KIND, layout.KIND_SOME | 0x20000),
  ],
  [
    "an array in the quantifier's own element",
    "below that of its element",
    (d) => d.setPredicate(outerSome(d), layout.PREDICATE_NODE, d.getPredicate(outerSome(d), layout.PREDICATE_ARG)),
  ],
];
