// The numbers of a serialised regex that both sides share; src/regex/automaton.ts says what they mean. Offsets and sizes are
// in bytes.

export const REGEX_STATE_COUNT = 0;
export const REGEX_START = 8;
export const REGEX_FLAGS = 12;

export const REGEX_FLAG_ANCHORED = 1;
export const REGEX_FLAG_NULLABLE = 2;
export const REGEX_FLAG_DFA = 4;

export const REGEX_EDGE_COUNT = 4;
export const REGEX_FIRST_BYTES = 16;
export const REGEX_HEADER_BYTES = 48;
export const REGEX_STATE_BYTES = 8;
export const REGEX_EDGE_BYTES = 8;

export const REGEX_OP_MATCH = 0;
export const REGEX_OP_RANGE = 1;
export const REGEX_OP_EDGES = 2;
export const REGEX_OP_SPLIT = 3;
export const REGEX_OP_ASSERT = 4;

export const REGEX_TEXT_BEGIN = 0;
export const REGEX_TEXT_END = 1;
export const REGEX_LINE_BEGIN = 2;
export const REGEX_LINE_END = 3;
export const REGEX_WORD_BOUNDARY = 4;
export const REGEX_NOT_WORD_BOUNDARY = 5;
export const REGEX_ASSERTION_COUNT = 6;

export const REGEX_CLASS_COUNT = 4;
export const REGEX_SKIP_COUNT = 16;
export const REGEX_CLASSES = 20;
export const REGEX_ROWS = 276;
export const REGEX_SKIP_BYTES = 32;
