import * as layout from "../../../src/bytecode/layout.js";
import { anywhereNode, BEYOND, type Damage, elementRoot, nodeWhere, plainKey } from "./find.js";

const { SECTION_NODES: NODES, SECTION_KEY_SLOTS: KEY_SLOTS, SECTION_KEYS: KEYS, SECTION_INDEXES: INDEXES } = layout;

export const DAMAGED_TREE: readonly Damage[] = [
  ["keys in node 0", "node 0", (d) => d.set(NODES, 0, layout.NODE_KEY_COUNT, 1)],
  ["tables in node 0", "node 0", (d) => d.set(NODES, 0, layout.NODE_TABLE_COUNT, 1)],
  ["flags in node 0", "node 0", (d) => d.set(NODES, 0, layout.NODE_FLAGS, layout.NODE_HAS_KEYS)],
  ["descendants beyond the nodes", "descendants", (d) => d.set(NODES, 1, layout.NODE_SUBTREE, d.count(NODES) - 1)],
  ["descendants beyond the parent's", "descendants", (d) => d.set(NODES, 2, layout.NODE_SUBTREE, d.count(NODES) - 3)],
  [
    "a child outside its parent",
    "child of node",
    (d) =>
      d.set(
        NODES,
        nodeWhere(d, (f) => f(4) === 1),
        layout.NODE_SUBTREE,
        0,
      ),
  ],
  ["unknown flags", "unknown flags", (d) => d.set(NODES, 2, layout.NODE_FLAGS, 0x40)],
  ["an event of level 1", "root's level", (d) => d.set(NODES, 1, layout.NODE_FLAGS, d.get(NODES, 1) | 0x100)],
  ["a node of another level", "parent's level", (d) => d.set(NODES, 2, layout.NODE_FLAGS, d.get(NODES, 2) | 0x100)],
  ["an element of level 0", "root's level", (d) => d.set(NODES, elementRoot(d), layout.NODE_FLAGS, 0)],
  ["an element of level 9", "root's level", (d) => d.set(NODES, elementRoot(d), layout.NODE_FLAGS, 0x900)],
  [
    "a deferred root",
    "cannot be deferred",
    (d) => d.set(NODES, 1, layout.NODE_FLAGS, d.get(NODES, 1) | layout.NODE_DEFERRED),
  ],
  [
    "a ** that is the event",
    "right behind its parent",
    (d) => d.set(NODES, 1, layout.NODE_FLAGS, d.get(NODES, 1) | layout.NODE_ANYWHERE),
  ],
  [
    "a ** that is not right behind its parent",
    "right behind its parent",
    (d) => {
      const isLeaf = (node: number): boolean => d.get(NODES, node, layout.NODE_SUBTREE) === 0;
      const behind = d.find(NODES, (node) => node > 2 && isLeaf(node) && isLeaf(node - 1));
      d.set(NODES, behind, layout.NODE_FLAGS, d.get(NODES, behind) | layout.NODE_ANYWHERE);
    },
  ],
  [
    "a ** with descendants",
    "without descendants",
    (d) => {
      const around = d.find(NODES, (node) => node > 1 && d.get(NODES, node, layout.NODE_SUBTREE) > 0);
      d.set(NODES, around, layout.NODE_FLAGS, d.get(NODES, around) | layout.NODE_ANYWHERE);
    },
  ],
  [
    "a deferred **",
    "not deferred",
    (d) => d.set(NODES, anywhereNode(d), layout.NODE_FLAGS, d.get(NODES, anywhereNode(d)) | layout.NODE_DEFERRED),
  ],
  ["a key to **", "nothing else leads to", (d) => d.set(KEYS, 0, layout.KEY_NODE, anywhereNode(d))],
  [
    "a ** without its flag",
    "a key or an index that leads to it",
    (d) => d.set(NODES, anywhereNode(d), layout.NODE_FLAGS, 0),
  ],
  ["a node without its key flag", "flags", (d) => d.set(NODES, 1, layout.NODE_FLAGS, 0)],
  [
    "a node with a nocase flag too many",
    "flags",
    (d) => d.set(NODES, elementRoot(d), layout.NODE_FLAGS, d.get(NODES, elementRoot(d)) ^ layout.NODE_HAS_NOCASE_KEYS),
  ],
  ["keys from elsewhere", "keys: expected them from", (d) => d.set(NODES, 1, layout.NODE_KEY_FIRST, 1)],
  ["keys beyond the keys", "keys: expected them among", (d) => d.set(NODES, 1, layout.NODE_KEY_COUNT, BEYOND)],
  ["a key's text before the data", "text in the data", (d) => d.set(KEYS, 0, layout.KEY_TEXT, layout.HEADER_BYTES)],
  ["a key's text beyond the data", "text in the data", (d) => d.set(KEYS, 0, layout.KEY_TEXT, BEYOND)],
  ["a key longer than the data", "text in the data", (d) => d.set(KEYS, 0, layout.KEY_LENGTH, BEYOND)],
  ["a key with unknown flags", "unknown flags", (d) => d.set(KEYS, 0, layout.KEY_FLAGS, 2)],
  ["a key to node 0", "nothing else leads to", (d) => d.set(KEYS, 0, layout.KEY_NODE, 0)],
  ["a key to its own node", "nothing else leads to", (d) => d.set(KEYS, 0, layout.KEY_NODE, 1)],
  [
    "a key to another key's node",
    "nothing else leads to",
    (d) => d.set(KEYS, 1, layout.KEY_NODE, d.get(KEYS, 0, layout.KEY_NODE)),
  ],
  ["a key to another tree", "nothing else leads to", (d) => d.set(KEYS, 0, layout.KEY_NODE, elementRoot(d))],
  ["a key beyond the nodes", "nothing else leads to", (d) => d.set(KEYS, 0, layout.KEY_NODE, BEYOND)],
  ["a key shift of 0", "shift from 1 to 31", (d) => d.set(NODES, 1, layout.NODE_KEY_SHIFT, 0)],
  ["a key shift of 32", "shift from 1 to 31", (d) => d.set(NODES, 1, layout.NODE_KEY_SHIFT, 32)],
  ["more key slots than there are", "key slots: expected them among", (d) => d.set(NODES, 1, layout.NODE_KEY_SHIFT, 1)],
  ["key slots from elsewhere", "key slots: expected them from", (d) => d.set(NODES, 1, layout.NODE_KEY_SLOTS, 2)],
  [
    "key slots beyond the slots",
    "key slots: expected them from",
    (d) => d.set(NODES, 1, layout.NODE_KEY_SLOTS, BEYOND),
  ],
  ["a chain that begins beyond the keys", "chain of its keys", (d) => d.set(KEY_SLOTS, 0, 0, BEYOND)],
  [
    "a chain that never ends",
    "ascending order",
    (d) => d.set(KEYS, plainKey(d).key, layout.KEY_NEXT, plainKey(d).key + 1),
  ],
  ["a chain to another node's key", "chain of its keys", (d) => d.set(KEYS, plainKey(d).key, layout.KEY_NEXT, 1)],
  [
    "a key in another key's chain",
    "chain of its hash",
    (d) => {
      const slot = d.find(KEY_SLOTS, (at) => d.get(KEY_SLOTS, at) !== 0);
      const other = d.find(KEY_SLOTS, (at) => at > slot && d.get(KEY_SLOTS, at) !== 0);
      d.set(KEY_SLOTS, slot, 0, d.get(KEY_SLOTS, other));
    },
  ],
  [
    "a key in no chain",
    "chains of",
    (d) =>
      d.set(
        KEY_SLOTS,
        d.find(KEY_SLOTS, (at) => d.get(KEY_SLOTS, at) !== 0),
        0,
        0,
      ),
  ],
  ["indexes from elsewhere", "indexes: expected them from", (d) => d.set(NODES, 1, layout.NODE_INDEX_FIRST, 1)],
  [
    "indexes beyond the indexes",
    "indexes: expected them among",
    (d) => d.set(NODES, 1, layout.NODE_INDEX_COUNT, BEYOND),
  ],
  ["indexes that descend", "ascending order", (d) => d.set(INDEXES, 0, layout.INDEX_VALUE, 9)],
  ["an index to another tree", "nothing else leads to", (d) => d.set(INDEXES, 0, layout.INDEX_NODE, elementRoot(d))],
  ["an index beyond the nodes", "nothing else leads to", (d) => d.set(INDEXES, 0, layout.INDEX_NODE, BEYOND)],
  [
    "an index to a deferred node",
    "cannot be deferred",
    (d) => {
      const node = d.get(INDEXES, 0, layout.INDEX_NODE);
      d.set(NODES, node, layout.NODE_FLAGS, d.get(NODES, node) | layout.NODE_DEFERRED);
    },
  ],
];
