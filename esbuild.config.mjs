// Bundles what package.json exports, and puts what several entries share into chunks.

import { readFileSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL(".", import.meta.url));
const { exports: exported, bin } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const sourceOf = (file) => `${root}${file.replace("./dist/", "src/").replace(/\.js$/, ".ts")}`;
const entries = [...Object.values(exported).map((entry) => entry.default), bin.sluice].filter(Boolean).map(sourceOf);

const ENGINE = sourceOf(exported["."].default);
/** Entries that share next to nothing with the engine, or load it when they need it. */
const APART = [exported["./streams"].default, bin.sluice].map(sourceOf);

/**
 * Modules are put into chunks by which entries reach them. That would cut the engine into ten files, and to find and open them
 * takes a fifth of the time to a first match. So the other entries, and what is imported on demand, import the engine: all reach
 * all of it, and it is one chunk.
 */
const engineInOneChunk = {
  name: "engine-in-one-chunk",
  setup({ onResolve, resolve, onLoad }) {
    const importers = new Set();
    const resolving = {};
    onResolve({ filter: /^[./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData === resolving || (kind !== "entry-point" && kind !== "dynamic-import")) return undefined;
      const found = await resolve(path, { kind, importer, resolveDir, pluginData: resolving });
      if (found.path === ENGINE) return { ...found, sideEffects: true };
      if (!APART.includes(found.path)) importers.add(found.path);
      return found;
    });
    onResolve({ filter: /^engine$/ }, () => ({ path: ENGINE, sideEffects: true }));
    onLoad({ filter: /\.ts$/ }, async ({ path }) =>
      importers.has(path)
        ? { contents: `${await readFile(path, "utf8")}\nimport "engine";\n`, loader: "ts" }
        : undefined,
    );
  },
};

rmSync(`${root}dist`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: entries,
  outdir: "dist",
  outbase: "src",
  chunkNames: "chunks/[hash]",
  bundle: true,
  splitting: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node20.19",
  minify: true,
  charset: "utf8",
  // What the minifier prints as 1/0.
  define: { "Number.POSITIVE_INFINITY": "Infinity" },
  sourcemap: true,
  logLevel: "warning",
  plugins: [engineInOneChunk],
});
