import { defineConfig } from "vitest/config";

// `npm test` needs nothing but this repository; `npm run conformance` reads the folder that SLUICE_DATA names.
const conformance = process.env.SLUICE_SUITE === "conformance";

export default defineConfig({
  test: {
    include: conformance ? ["test/conformance/**/*.test.ts"] : ["test/**/*.test.ts"],
    exclude: conformance ? [] : ["test/conformance/**"],
    testTimeout: conformance ? 1_200_000 : 30_000,
    hookTimeout: 120_000,
  },
});
