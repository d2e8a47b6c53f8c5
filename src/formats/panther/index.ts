export { type Alert, makeAlert } from "./alert.js";
export type { PantherCode } from "./codes.js";
export type { EmbeddedFunction, EmbeddedModule } from "./embed.js";
export { type Lane, type Obstacle, type PackRule, rulesOf } from "./lanes.js";
export { type Detection, type FileAccount, type LoadOptions, loadPack, type Pack } from "./load.js";
export { type Failure, type LoadedRule, Runner, type RunOptions } from "./run.js";
export type { DetectionSpec, TestSpec } from "./spec.js";
export { runTests, type TestFilter, type TestResult } from "./test.js";
