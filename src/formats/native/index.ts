export type { LoadOptions, ParseResult, RuleSource } from "../contract.js";
export { isTestsFile } from "../contract.js";
export type { NativeCode } from "./codes.js";
export { load, type ParseOptions, parse } from "./parse.js";
export { addTests, type LoadedTests, loadTests, type TestsOf } from "./tests.js";
export { writeRule } from "./write.js";
