// Builds the WASM core. Writes the embedded release module to src/wasm/core.ts, the debug module (work counters, assertions)
// to build/core.debug.wasm, and each entry under assembly/testing/ to build/testing/NAME.wasm for the tests of single functions.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = fileURLToPath(new URL("..", import.meta.url));
const common = ["--runtime", "stub", "--enable", "simd", "--uncheckedBehavior", "always", "--baseDir", root, "--stackSize", "0"];
const release = ["-O3", "--converge", "--noAssert"];

/** Compiles one entry; `args` come after the common ones. */
async function build(entry, outFile, args) {
  const { error, stderr } = await asc.main([entry, "--outFile", outFile, ...common, ...args]);
  if (error) {
    process.stderr.write(stderr.toString());
    throw error;
  }
  return readFileSync(`${root}/${outFile}`);
}

mkdirSync(`${root}/build/testing`, { recursive: true });
const only = process.argv.slice(2);
const wanted = (name) => only.length === 0 || only.includes(name);

if (wanted("release")) {
  const wasm = await build("assembly/index.ts", "build/core.wasm", [...release, "--use", "COUNT=0", "--textFile", "build/core.wat"]);
  const body = wasm.toString("base64").replace(/.{1,120}/g, (line) => `  "${line}",\n`);
  writeFileSync(
    `${root}/src/wasm/core.ts`,
    `// Built from assembly/ by assembly/build.mjs.\nexport const CORE_BASE64: string = [\n${body}].join("");\n`,
  );
}
if (wanted("debug")) await build("assembly/index.ts", "build/core.debug.wasm", ["-O1", "--use", "COUNT=1"]);
for (const file of readdirSync(`${root}/assembly/testing`)) {
  const name = basename(file, ".ts");
  if (wanted(name)) await build(`assembly/testing/${file}`, `build/testing/${name}.wasm`, [...release, "--use", "COUNT=0"]);
}
