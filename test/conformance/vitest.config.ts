import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Reads the folder that SLUICE_DATA names; what is not there is skipped by name.
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["test/conformance/**/*.test.ts"],
    testTimeout: 1_200_000,
    maxWorkers: "100%",
  },
});
