// Builds the WASM core:
//   release   the embedded module, src/wasm/core.ts
//   debug     build/core.debug.wasm, with work counters and assertions
//   NAME      build/testing/NAME.wasm from assembly/testing/NAME.ts, for the tests of single functions
// Without a name it builds all of them.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { pack } from "./pack.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
// Warning 201 is about 64-bit addresses, which the core does not have.
const common = "--runtime stub --stackSize 0 --enable simd --uncheckedBehavior always --disableWarning 201";
const release = "-O3 --converge --noAssert --use COUNT=0";
const debug = "-O1 --use COUNT=1";

/** Compiles one entry and gives the module. */
async function build(entry, outFile, flags) {
  const { error, stderr } = await asc.main([
    entry,
    "--outFile",
    outFile,
    "--baseDir",
    root,
    ...`${common} ${flags}`.split(" "),
  ]);
  if (error) {
    process.stderr.write(stderr.toString());
    throw error;
  }
  return readFileSync(`${root}/${outFile}`);
}

function embed(wasm) {
  const text = `// Built from assembly/ by assembly/build.mjs.\nexport const CORE: string =\n  ${JSON.stringify(pack(wasm))};\n`;
  writeFileSync(`${root}/src/wasm/core.ts`, text);
}

mkdirSync(`${root}/build/testing`, { recursive: true });
const single = readdirSync(`${root}/assembly/testing`).map((file) => basename(file, ".ts"));
const wanted = process.argv.length > 2 ? process.argv.slice(2) : ["release", "debug", ...single];
for (const name of wanted) {
  if (name === "release")
    embed(await build("assembly/index.ts", "build/core.wasm", `${release} --textFile build/core.wat`));
  else if (name === "debug") await build("assembly/index.ts", "build/core.debug.wasm", debug);
  else await build(`assembly/testing/${name}.ts`, `build/testing/${name}.wasm`, release);
}
