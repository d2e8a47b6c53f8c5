import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// As many mutations as a release is given; SLUICE_FUZZ_RUNS sets another number.
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["test/bytecode/fuzz.test.ts"],
    env: { SLUICE_FUZZ_RUNS: process.env.SLUICE_FUZZ_RUNS ?? "200000" },
    hookTimeout: 120_000,
  },
});
