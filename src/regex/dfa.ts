/** The state from which no text matches. All of its transitions lead back to it. */
export const DEAD = 0;
/** The state that has matched, whatever comes. All of its transitions lead back to it. */
export const MATCHED = 1;

/** A deterministic automaton that says of a whole text whether a regex matches somewhere in it. */
export interface Dfa {
  /** The class of each of the 256 bytes. */
  readonly classOf: Uint8Array;
  readonly classCount: number;
  readonly stateCount: number;
  readonly start: number;
  /** By state × class count + class: the next state. */
  readonly next: Uint32Array;
  /** By state: 1 where a text that ends there matches. */
  readonly accepts: Uint8Array;
}
