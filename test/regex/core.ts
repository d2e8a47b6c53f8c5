import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { regexScratchBytes } from "../../src/regex/automaton.js";
import { instantiate } from "./wasm.js";

const BASE = 0x10000;
const CANARY = 0xa5;

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly regexSteps: { readonly value: bigint };
  search(program: number, text: number, length: number, scratch: number): number;
}

/** assembly/match/regex.ts in a module of its own. */
export class RegexCore {
  private readonly exports: Exports;

  private constructor(wasm: Uint8Array | string) {
    this.exports = instantiate(wasm) as Exports;
  }

  /** What `npm run build` made. */
  static built(): RegexCore {
    return new RegexCore("regex");
  }

  /** The same, compiled so that it counts its steps. */
  static async counting(): Promise<RegexCore> {
    let wasm: Uint8Array | string = "";
    const entry = fileURLToPath(new URL("../../assembly/testing/regex.ts", import.meta.url));
    const { error, stderr } = await asc.main(
      [entry, "--outFile", "out.wasm", "--runtime", "stub", "--enable", "simd", "--use", "COUNT=1"],
      {
        writeFile(_name, contents) {
          wasm = contents;
        },
      },
    );
    if (error) throw new Error(stderr.toString());
    return new RegexCore(wasm);
  }

  get steps(): number {
    return Number(this.exports.regexSteps.value);
  }

  /** Searches, with scratch full of junk; throws if the core wrote anywhere but into its scratch. */
  search(words: Uint32Array, text: Uint8Array): boolean {
    const { memory, search } = this.exports;
    const textAt = BASE + words.byteLength;
    const scratchAt = (textAt + text.length + 64 + 3) & ~3;
    const scratchEnd = scratchAt + regexScratchBytes(words);
    const missing = scratchEnd + 64 - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 0x10000));
    const bytes = new Uint8Array(memory.buffer, 0, scratchEnd + 64);
    bytes.fill(CANARY, BASE);
    bytes.set(new Uint8Array(words.buffer, words.byteOffset, words.byteLength), BASE);
    bytes.set(text, textAt);
    const before = bytes.slice(0, scratchAt);
    const found = search(BASE, textAt, text.length, scratchAt) !== 0;
    if (Buffer.compare(before, bytes.subarray(0, scratchAt)) !== 0)
      throw new Error("the core wrote before its scratch");
    if (bytes.subarray(scratchEnd).some((byte) => byte !== CANARY)) throw new Error("the core wrote after its scratch");
    return found;
  }
}
