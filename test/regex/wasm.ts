import { readFileSync } from "node:fs";

/** What a module exports: bytes, or the name of one under build/testing. */
export function instantiate(wasm: Uint8Array | string): unknown {
  const bytes =
    typeof wasm === "string" ? readFileSync(new URL(`../../build/testing/${wasm}.wasm`, import.meta.url)) : wasm;
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
}
