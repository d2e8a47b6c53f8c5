import { mergeConfig } from "vitest/config";
import shared from "./vitest.config.js";

const HOURS = 3_600_000;

// Every event against the oracle, where the shared run is content with a sample.
export default mergeConfig(shared, { test: { env: { SLUICE_CONFORMANCE: "full" }, testTimeout: 12 * HOURS } });
