/** Deepest nesting of `and`, `or`, `not`, `some` and `every` in a condition, and of parentheses in its text. */
export const MAX_NESTING = 256;

/** Longest text of a condition or a path, in UTF-16 units: 1 MiB. */
export const MAX_TEXT_LENGTH = 1_048_576;
