// Entry for the tests of assembly/match/regex.ts.
export { regexSteps, search } from "../match/regex";
