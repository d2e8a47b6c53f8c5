// The condition notation, as text that people read and write.

export { parseCondition } from "./notation/parse.js";
export { printCondition } from "./notation/print.js";
