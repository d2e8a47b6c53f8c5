// The core as WebAssembly: the embedded module, and instances of it. Everything is synchronous.

import { unpack } from "../packed.js";
import { CORE } from "./core.js";

/** The exports of assembly/index.ts. */
export interface CoreExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  programStart(bytes: number): number;
  loadProgram(
    depth: number,
    eventBytes: number,
    scratchBytes: number,
    literalBytes: number,
    strict: number,
    firstKeys: number,
  ): number;
  reserve(capacity: number): number;
  recordsStart(): number;
  startRun(length: number, flags: number, logType: number): number;
  continueRun(from: number, flags: number): number;
  resume(): number;
  validate(length: number): number;
  validateOffset(): number;
  total(which: number): number;
  memoryUsed(): number;
}

// The part of the WebAssembly JavaScript Interface that is used here; no type library of Node has it without the DOM.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

// Compiled once, when it is first asked for: it never changes.
let embedded: object | undefined;

/** A new instance of the embedded module, or of another build of it. */
export function instantiate(wasm?: Uint8Array): CoreExports {
  const module = wasm ? new WebAssembly.Module(wasm) : embeddedModule();
  return new WebAssembly.Instance(module).exports as CoreExports;
}

function embeddedModule(): object {
  embedded ??= new WebAssembly.Module(unpack(CORE));
  return embedded;
}
