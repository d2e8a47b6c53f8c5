import type { Machine } from "./machine.js";
import type { PyFunction, PyModule, Value } from "./values.js";

/** Where the names of one running function are. Comprehensions have a frame of their own. */
export interface Frame {
  readonly machine: Machine;
  readonly module: PyModule;
  readonly slots: (Value | undefined)[];
  /** The frame of the function around it; class bodies are passed over. */
  readonly outer: Frame | undefined;
  /** The names of a class body. */
  readonly names?: Map<string, Value>;
  /** The function that runs, for `super()`. */
  readonly function?: PyFunction;
}

/** A compiled expression. */
export type Evaluate = (frame: Frame) => Value;

/** The frame that functions made in this one see around them. */
export function enclosing(frame: Frame): Frame | undefined {
  return frame.names ? frame.outer : frame;
}
