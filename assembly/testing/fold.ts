// Entry for the tests of assembly/unicode/fold.ts.
export { fold, foldCodePoint } from "../unicode/fold";
