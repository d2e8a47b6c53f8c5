// The numbers of a literal set that both sides share; src/plan/literals.ts draws the whole. Offsets and sizes are in bytes.

export const LITERALS_COUNT = 0;
export const LITERALS_SEEN_BYTES = 4;
export const LITERALS_LAYERS = 8;
export const LITERALS_LAYER_COUNT = 12;
export const LITERALS_CLASSES = 16;
export const LITERALS_CLASS_COUNT = 20;
export const LITERALS_BUCKETS = 24;
export const LITERALS_BUCKET_MASK = 28;
export const LITERALS_ENTRIES = 32;
export const LITERALS_START_TRIE = 36;
export const LITERALS_END_TRIE = 40;
export const LITERALS_WHOLE_TRIE = 44;
export const LITERALS_TEXT = 48;
export const LITERALS_TEXT_BYTES = 52;
export const LITERALS_WALKED = 56;
export const LITERALS_SCRATCH_BYTES = 60;
export const LITERALS_HEADER_BYTES = 64;
export const LITERALS_PADDING = 16;

export const LAYER_KIND = 0;
export const LAYER_SHORTEST = 4;
export const LAYER_GRAM = 8;
export const LAYER_STEP = 12;
export const LAYER_FILTER = 16;
export const LAYER_FILTER_BITS = 20;
export const LAYER_BUCKETS = 24;
export const LAYER_BUCKET_BITS = 28;
export const LAYER_ENTRIES = 32;
export const LAYER_TRIE = 36;
export const LAYER_BYTES = 40;

export const LAYER_NIBBLES = 0;
export const LAYER_GRAMS = 1;
export const MIN_NIBBLE_GRAM = 1;
export const MAX_NIBBLE_GRAM = 3;
export const NIBBLE_POSITION_BYTES = 32;

export const CLASS_ANCHOR = 0;
export const CLASS_KEY = 4;
export const CLASS_BYTES = 8;

export const CLASS_START = 1;
export const CLASS_END = 2;
export const CLASS_WHOLE = 3;

export const LITERAL_TAG = 0;
export const LITERAL_ID = 4;
export const LITERAL_TEXT = 8;
export const LITERAL_LENGTH = 12;
export const LITERAL_OFFSET = 16;
export const LITERAL_BYTES = 20;

export const TRIE_NODES = 0;
export const TRIE_CHILDREN = 4;
export const TRIE_LABELS = 8;
export const TRIE_OUTPUTS = 12;
export const TRIE_FAILS = 16;
export const TRIE_LINKS = 20;
export const TRIE_BYTES = 24;

export const LITERAL_HASH_LOW = 0x7f4a7c15;
export const LITERAL_HASH_HIGH = 0x9e3779b9;
