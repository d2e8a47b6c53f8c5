export type { LoadOptions, ParseResult, RuleSource } from "../contract.js";
export type { NativeCode } from "./codes.js";
export { load, type ParseOptions, parse } from "./parse.js";
