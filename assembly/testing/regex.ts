// Entry for the tests of assembly/match/regex.ts.
export { search } from "../match/regex";
export { regexSteps } from "../match/regex-steps";
