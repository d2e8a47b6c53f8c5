export type { LoadOptions, ParseResult, RuleSource } from "../contract.js";
export type * from "./ast.js";
export type { SigmaCode } from "./codes.js";
export { load, parse, recognises, type SigmaOptions, type SigmaResult } from "./parse.js";
export { type Pipeline, pipelineStep } from "./pipeline/pipeline.js";
export { type PipelineResult, parsePipeline } from "./pipeline/read.js";
export type { ShippedPipeline } from "./pipeline/shapes.js";
export { shippedPipeline, shippedPipelines } from "./pipeline/shipped.js";
export type { Placeholders, ProcessingStep } from "./process.js";
