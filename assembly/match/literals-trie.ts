// Tries over the bytes of literals, for those that the tables cannot hold at a bounded price, and the automaton of Aho and Corasick
// ("Efficient string matching", CACM 18(6), 1975) on top of one.
//
// Nodes are in breadth-first order, the root is 0, the children of a node are neighbours and ascend by label:
//
//   children  u32 for each node, and one more: node i's children are children[i] to children[i + 1] (exclusive)
//   outputs   u32 for each node: id + 1 of the literal that ends here, or 0
//   fails     u32 for each node: the node of its longest proper suffix. Only in an automaton, as are
//   links     u32 for each node: the nearest node along the fails that has an output, or 0
//   labels    u8 for each node
//
// A fail leads to a lower level, so following fails ends, and a text costs at most as many of them as it has bytes.

import { addFound } from "./literals-found";
import { TRIE_CHILDREN, TRIE_FAILS, TRIE_LABELS, TRIE_LINKS, TRIE_NODES, TRIE_OUTPUTS } from "./literals-layout";

let children: usize = 0;
let labels: usize = 0;
let outputs: usize = 0;

function begin(set: usize, trie: usize): void {
  children = set + load<u32>(trie, TRIE_CHILDREN);
  labels = set + load<u32>(trie, TRIE_LABELS);
  outputs = set + load<u32>(trie, TRIE_OUTPUTS);
}

/** The child of a node by its label, or 0. */
function child(node: u32, label: u8): u32 {
  let low = load<u32>(children + (<usize>node << 2));
  const end = load<u32>(children + (<usize>node << 2), 4);
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<u8>(labels + middle) < label) low = middle + 1;
    else high = middle;
  }
  return low < end && load<u8>(labels + low) == label ? low : 0;
}

// @ts-ignore: decorator
@inline
function addOutput(node: u32): void {
  const output = load<u32>(outputs + (<usize>node << 2));
  if (output) addFound(output - 1);
}

/** Adds the literals that the text begins with. */
export function walkForward(set: usize, trie: usize, text: usize, length: u32): void {
  begin(set, trie);
  let node: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    node = child(node, load<u8>(text + i));
    if (!node) return;
    addOutput(node);
  }
}

/** Adds the literals that the text ends with; the trie has them backwards. */
export function walkBackward(set: usize, trie: usize, text: usize, length: u32): void {
  begin(set, trie);
  let node: u32 = 0;
  for (let i = length; i > 0; i--) {
    node = child(node, load<u8>(text + i - 1));
    if (!node) return;
    addOutput(node);
  }
}

/** Adds the literal that is the whole text. */
export function walkWhole(set: usize, trie: usize, text: usize, length: u32): void {
  begin(set, trie);
  let node: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    node = child(node, load<u8>(text + i));
    if (!node) return;
  }
  addOutput(node);
}

/**
 * Adds the literals of the automaton that occur anywhere in the text. `walked` has a bit for each node, all zero before and after.
 * Gives the number of nodes passed.
 */
export function runAutomaton(set: usize, trie: usize, text: usize, length: u32, walked: usize): u32 {
  begin(set, trie);
  const fails = set + load<u32>(trie, TRIE_FAILS);
  const links = set + load<u32>(trie, TRIE_LINKS);
  let node: u32 = 0;
  let steps: u32 = length;
  for (let i: u32 = 0; i < length; i++) {
    const label = load<u8>(text + i);
    let next = child(node, label);
    while (!next && node) {
      node = load<u32>(fails + (<usize>node << 2));
      next = child(node, label);
      steps++;
    }
    node = next;
    // Where one node of a chain was walked before, so was the rest of the chain.
    for (let output = node; output; output = load<u32>(links + (<usize>output << 2))) {
      const at = walked + (output >> 3);
      const bits = load<u8>(at);
      const bit = <u8>((<u32>1) << (output & 7));
      if (bits & bit) break;
      store<u8>(at, bits | bit);
      addOutput(output);
      steps++;
    }
  }
  memory.fill(walked, 0, (load<u32>(trie, TRIE_NODES) >> 3) + 1);
  return steps;
}
