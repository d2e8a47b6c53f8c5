// What the build embeds as text comes back byte by byte, and stays as dense as its design says.

import { randomBytes } from "node:crypto";
import { brotliCompressSync } from "node:zlib";
import { transformSync } from "esbuild";
import { expect, test } from "vitest";
import { pack } from "../assembly/pack.mjs";
import { unpack } from "../src/packed.js";

test("bytes of every length and remainder come back", () => {
  for (let length = 0; length < 600; length++) {
    for (const bytes of [randomBytes(length), Buffer.alloc(length, length), Buffer.alloc(length, "sluice")]) {
      expect(unpack(pack(bytes)).equals(bytes)).toBe(true);
    }
  }
});

test("the bundler prints seven bits a byte and escapes next to nothing", () => {
  const bytes = randomBytes(50_000);
  const { code } = transformSync(`export const packed = ${JSON.stringify(pack(bytes))};`, {
    minify: true,
    charset: "utf8",
    target: "node20.19",
  });
  const ideal = Math.ceil((brotliCompressSync(bytes).length * 8) / 7);
  expect(Buffer.byteLength(code)).toBeLessThan(ideal + 100);
});
