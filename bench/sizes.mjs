// What `import "sluice"` costs before it does anything.

import { statSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ENTRY = fileURLToPath(new URL("../dist/index.js", import.meta.url));
const CORE = fileURLToPath(new URL("../build/core.wasm", import.meta.url));
/** The bars: bytes of the WASM core, and of all modules that the entry reaches, the embedded core included. */
export const MAX_WASM_BYTES = 64_000;
export const MAX_IMPORT_BYTES = 200_000;

/** Bytes of the WASM core, as it is before it is embedded. */
export function wasmBytes() {
  return statSync(CORE).size;
}

/**
 * All modules that one module reaches by imports of any kind.
 *
 * @param {string} [entry] path; by default that of the package
 * @returns {Promise<{ files: string[], bytes: number, bare: string[] }>} paths, their bytes, and the imports that name no file
 */
export async function importGraph(entry = ENTRY) {
  const { inputs } = (
    await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      outdir: ".",
      metafile: true,
      format: "esm",
      platform: "node",
      packages: "external",
      // What the bundler could leave out is loaded all the same.
      ignoreAnnotations: true,
      treeShaking: false,
    })
  ).metafile;
  const files = Object.keys(inputs).map((file) => resolve(file));
  const bytes = Object.values(inputs).reduce((sum, input) => sum + input.bytes, 0);
  const external = Object.values(inputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
  return { files, bytes, bare: [...new Set(external.map(({ path }) => path))] };
}
