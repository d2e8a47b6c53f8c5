// Entry for the tests of assembly/match/literals.ts.
export { findLiterals, literalWork } from "../match/literals";
