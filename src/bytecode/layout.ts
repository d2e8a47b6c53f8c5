// The program format in numbers: the one source of truth for the encoder, the verifier, the disassembler and the core.
// assembly/generate-layout.mjs writes assembly/layout.ts from this file: one `export const NAME = number;` a line.
// FORMAT.md beside this file says what the numbers mean. All integers are little-endian u32 unless it says otherwise.

// Header
export const MAGIC = 0x43494c53; // "SLIC"
export const FORMAT_VERSION = 4;
export const HEADER_MAGIC = 0;
export const HEADER_VERSION = 4;
export const HEADER_LENGTH = 8; // of the whole program, in bytes
export const HEADER_CHECKSUM = 12; // CRC-32 of everything after it
export const HEADER_LOG_TYPE = 16; // node whose text is an event's log type, 0 if none is
export const HEADER_SECTIONS = 20; // then (offset, length in bytes) a section
export const HEADER_BYTES = 180;

// Sections, in the order of the file; each starts at a multiple of 4. The core is given all before META.
export const SECTION_NODES = 0;
export const SECTION_KEY_SLOTS = 1;
export const SECTION_KEYS = 2;
export const SECTION_INDEXES = 3;
export const SECTION_TABLES = 4;
export const SECTION_TABLE_SLOTS = 5;
export const SECTION_TABLE_ENTRIES = 6;
export const SECTION_POSTINGS = 7;
export const SECTION_PREDICATES = 8;
export const SECTION_CODE = 9;
export const SECTION_RULES = 10;
export const SECTION_GROUPS = 11; // scopes that rules share
export const SECTION_ALWAYS = 12; // rules without a group, and groups, that wait for no predicate: judged on every event
export const SECTION_LOG_TYPES = 13; // none where no rule has one; else the first is that of all names that no rule has
export const SECTION_DATA = 14; // texts, automata and other constants
export const SECTION_META = 15; // JSON about the rules, for people
export const SECTION_HOSTED = 16; // rules that bring code for a host, ascending
export const SECTION_HOSTED_PARTS = 17; // parts of those rules
export const SECTION_PARTS = 18; // texts for hosts
export const SECTION_PART_TEXTS = 19; // their bytes
export const SECTION_COUNT = 20;

// Path tree node. Node 0 is "of no interest", node 1 the event. The descendants of node n are n+1 to n+NODE_SUBTREE.
export const NODE_BYTES = 40;
export const NODE_FLAGS = 0;
export const NODE_SUBTREE = 4; // how many descendants
export const NODE_KEY_SLOTS = 8; // first of its hash slots
export const NODE_KEY_SHIFT = 12; // 32 - log2(number of hash slots)
export const NODE_KEY_FIRST = 16; // its first key; the keys of a node stand together
export const NODE_KEY_COUNT = 20;
export const NODE_INDEX_FIRST = 24; // its first array index child
export const NODE_INDEX_COUNT = 28;
export const NODE_TABLE_FIRST = 32; // its first eager table; the eager tables stand first, in the order of their nodes
export const NODE_TABLE_COUNT = 36;
export const NODE_HAS_KEYS = 1;
export const NODE_HAS_NOCASE_KEYS = 2;
export const NODE_DEFERRED = 4; // shares its JSON key with a sibling that is walked first: its subtree is walked afterwards
export const NODE_ANYWHERE = 8; // stands for every scalar at or below the node before it, its parent
export const NODE_LEVEL_SHIFT = 8; // flags >> 8: how many quantifiers stand around it

// Key of a node. A hash slot holds 1 + the index of the first key of its chain, 0 for none.
export const KEY_BYTES = 20;
export const KEY_NODE = 0; // the child
export const KEY_TEXT = 4; // offset of its WTF-8 bytes in the program, folded if NOCASE
export const KEY_LENGTH = 8;
export const KEY_NEXT = 12; // 1 + next key of the same slot, 0 at the end; always greater than this key's
export const KEY_FLAGS = 16;
export const KEY_NOCASE = 1;
export const KEY_HASH_FIRST = 0x9e3779b1; // factors of the hash of a key: of its first 4 bytes, and of all of it
export const KEY_HASH_ALL = 0x85ebca77;
export const KEY_PLAIN_BYTES = 62; // a longer key is decoded before it is looked up

// Array index child
export const INDEX_BYTES = 8;
export const INDEX_VALUE = 0; // ascending within a node
export const INDEX_NODE = 4;

// Table: what is looked up together on one node, in one form
export const TABLE_BYTES = 32;
export const TABLE_NODE = 0;
export const TABLE_FORM = 4;
export const TABLE_TYPE = 8;
export const TABLE_SLOTS = 12; // TABLE_TEXTS: first of its hash slots; a slot holds 1 + the index of an entry, 0 for none
export const TABLE_MASK = 16; // TABLE_TEXTS: number of slots - 1; at least one slot is empty
export const TABLE_SET = 12; // TABLE_LITERALS: offset of its literal set in the program
export const TABLE_SET_BYTES = 16;
export const TABLE_RISING = 12; // TABLE_NUMBERS: how many predicates of > and >= rules wait for
export const TABLE_FALLING = 16; // TABLE_NUMBERS: how many of < and <=
export const TABLE_EAGER = 20; // when it is looked up
export const TABLE_ENTRY_FIRST = 24; // entries of a literal set in the order of its ids
export const TABLE_LONGEST = 28; // TABLE_TEXTS: bytes of its longest text
export const TABLE_RANGES = 28; // TABLE_NUMBERS: the first of both in POSTINGS, those of > and >= before the others
export const TABLE_TEXTS = 0; // the strings of eq and in, by hash
export const TABLE_LITERALS = 1; // what is looked for inside the text
export const TABLE_PRESENCE = 2; // the one entry is found where the node has a value
export const TABLE_NUMBERS = 3; // numbers in ascending order, which a number is found among
export const TABLE_ARRAY = 4; // the one entry is found where the value of the node is an array
export const TABLE_NETWORKS = 5; // networks by their first address, then the wider before the narrower
export const TABLE_TYPES = 6;
export const EAGER_NEVER = 0; // only when one of its predicates is asked for
export const EAGER_EVENT = 1; // for each event that has the node: a group, or a rule without one, waits for one of its predicates
export const EAGER_GROUP = 2; // where the scope of a group holds that names it
export const ENTRY_BYTES = 20;
export const ENTRY_HASH = 0; // TABLE_TEXTS
export const ENTRY_PARENT = 0; // TABLE_NETWORKS: 1 + the narrowest network around it, counted from the table's first entry, or 0
export const ENTRY_TEXT = 4; // TABLE_TEXTS; TABLE_NUMBERS, TABLE_NETWORKS: offset of the decimal, of the network
export const ENTRY_LENGTH = 8; // of them
export const ENTRY_POSTING = 12; // first of the predicates that hold where it is found, in POSTINGS
export const ENTRY_POSTING_COUNT = 16;
export const TEXT_HASH_SEED = 0x811c9dc5;
export const TEXT_HASH_FACTOR = 0x85ebca6b;

// How a value becomes the text that a predicate looks at
export const FORM_FOLDED = 1; // after simple case folding
export const FORM_SCALAR = 2; // numbers and booleans have text too
export const FORM_ELEMENTS = 4; // of an array, each element is looked at; also a flag of KIND_NUMBER_EQ
export const FORM_COUNT = 8;

// Predicate
export const PREDICATE_BYTES = 24;
export const PREDICATE_KIND = 0; // low 8 bits; form, or number flags, in the next 8; level above 16
export const PREDICATE_NODE = 4;
export const PREDICATE_ARG = 8; // offset of its constant in the program, or other node, table, element node
export const PREDICATE_SIZE = 12; // bytes of the constant, which entry of its table is the bound, or first instruction of a quantifier's body
export const PREDICATE_RULES = 16; // first of the rules that wait for it, in POSTINGS; group g is there as the number of rules + g
export const PREDICATE_RULE_COUNT = 20;

export const KIND_EXISTS = 1;
export const KIND_IS_NULL = 2;
export const KIND_NOT_NULL = 3;
export const KIND_TRUTHY = 4;
export const KIND_NULL = 5; // present and null
export const KIND_TRUE = 6;
export const KIND_FALSE = 7;
export const KIND_TABLE = 8;
export const KIND_CONTAINS = 9;
export const KIND_STARTS_WITH = 10;
export const KIND_ENDS_WITH = 11;
export const KIND_WILDCARD = 12;
export const KIND_REGEX = 13;
export const KIND_TEXT_LT = 14;
export const KIND_TEXT_LTE = 15;
export const KIND_TEXT_GT = 16;
export const KIND_TEXT_GTE = 17;
export const KIND_NUMBER_EQ = 18; // this and the next four are answered by a TABLE_NUMBERS
export const KIND_NUMBER_LT = 19;
export const KIND_NUMBER_LTE = 20;
export const KIND_NUMBER_GT = 21;
export const KIND_NUMBER_GTE = 22;
export const KIND_EQ_FIELD = 23;
export const KIND_CONTAINS_FIELD = 24;
export const KIND_STARTS_WITH_FIELD = 25;
export const KIND_ENDS_WITH_FIELD = 26;
export const KIND_LT_FIELD = 27;
export const KIND_LTE_FIELD = 28;
export const KIND_GT_FIELD = 29;
export const KIND_GTE_FIELD = 30;
export const KIND_SOME = 31;
export const KIND_STRING = 32;
export const KIND_NUMBER = 33;
export const KIND_INTEGER = 34; // a number without fraction and exponent
export const KIND_ARRAY = 35;
export const KIND_OBJECT = 36;
export const KIND_LAST = 36;
export const NUMBER_INTEGERS = 1; // looks at numbers without fraction and exponent
export const NUMBER_FRACTIONS = 2; // looks at numbers with one

// Rule
export const RULE_BYTES = 8;
export const RULE_CODE = 0; // its first instruction
export const RULE_GROUP = 4; // 1 + its group: its code does not ask for the scope; 0 for none

// Group
export const GROUP_BYTES = 20;
export const GROUP_CODE = 0; // first instruction of its scope
export const GROUP_TABLES = 4; // first of the tables to look up where the scope holds, in POSTINGS
export const GROUP_TABLE_COUNT = 8;
export const GROUP_ALWAYS = 12; // first of its rules that wait for no predicate, in POSTINGS
export const GROUP_ALWAYS_COUNT = 16;

// Log type
export const LOG_TYPE_BYTES = 12;
export const LOG_TYPE_TEXT = 0; // its name; ascending from the second on, that of the first is empty
export const LOG_TYPE_LENGTH = 4;
export const LOG_TYPE_BITS = 8; // offset of bits, in words of 64: its rules, their groups, the eager tables that these wait for

// Rule that brings code for a host
export const HOSTED_BYTES = 20;
export const HOSTED_RULE = 0;
export const HOSTED_FORMAT = 4; // the part that is its format's name
export const HOSTED_FLAGS = 8;
export const HOSTED_PART_FIRST = 12; // first of its parts, in HOSTED_PARTS
export const HOSTED_PART_COUNT = 16;
export const HOSTED_DECIDES = 1; // where its code holds the host is asked
export const PART_BYTES = 8;
export const PART_OFFSET = 0; // in the program; they stand one after another
export const PART_LENGTH = 4;

// Instruction: test a predicate, go on at one of two. Targets are smaller than the instruction's own index.
export const INSTRUCTION_BYTES = 12;
export const INSTRUCTION_PREDICATE = 0;
export const INSTRUCTION_TRUE = 4;
export const INSTRUCTION_FALSE = 8;
export const CODE_NO = 0;
export const CODE_YES = 1;
export const CODE_ASK = 2; // the rule's host is to be asked
export const CODE_FIRST = 3; // instructions are counted from here

// Limits that the core relies on
export const MAX_LEVEL = 8; // quantifiers in quantifiers
export const MAX_PATH = 64; // depth of the path tree

// Modes of run
export const RUN_LINES = 1; // a newline ends an event; without it the input is one event
export const RUN_ALL = 2; // report every event, not only those with matches
export const RUN_FIRST = 4; // stop at the first rule of an event
export const RUN_DOCUMENTS = 8; // one object after another, until something else comes: the last record tells where, and why
export const RUN_COMMAS = 16; // with RUN_DOCUMENTS: they are elements of an array, with a comma between two

// Records that run writes: six u32, then the matches: each its rule, and MATCH_ASKS where that rule's host is to be asked
export const MATCH_ASKS = 0x80000000;
export const RECORD_START = 0; // offset of the event in the input
export const RECORD_LENGTH = 4;
export const RECORD_LINE = 8; // lines before it in this run
export const RECORD_CODE = 12; // 0, or why it was refused
export const RECORD_MATCHES = 16;
export const RECORD_EVENT = 20; // documents before it in this run
export const RECORD_BYTES = 24;

// The code of the record that ends a run over documents. Its start is where it stopped: behind the last document and what separates it from
// the next, or before a document that could not be read; then there is a refusal, too, and the length leads to where reading failed.
export const STOPPED = 0x100;
export const STOPPED_BEHIND = 0x200; // what comes next is not behind a comma, but behind an element

// Refusals
export const REFUSED_UNTERMINATED_STRING = 1;
export const REFUSED_UNBALANCED = 2;
export const REFUSED_MISMATCHED = 3;
export const REFUSED_TRAILING = 4;
export const REFUSED_NOT_OBJECT = 5;
export const REFUSED_DEPTH = 6;
export const REFUSED_MEMORY = 7;
export const REFUSED_SIZE = 8;
export const REFUSED_INVALID_JSON = 9; // these two in strict validation alone
export const REFUSED_INVALID_UTF8 = 10;

// What a run returns: bytes of records, and above them whether there is more
export const RUN_MORE = 0x80000000; // the records fill their region: read them, then resume

// Totals since load, as `total(n)`; those from COUNTER_FIRST are counted in debug builds only
export const TOTAL_LINES = 0;
export const TOTAL_EVENTS = 1;
export const TOTAL_REFUSED = 2;
export const TOTAL_MATCHES = 3;
export const TOTAL_UNREAD = 4; // events that were left early
export const COUNTER_FIRST = 5;
export const COUNTER_BYTES = 5;
export const COUNTER_STRUCTURALS = 6;
export const COUNTER_KEYS = 7;
export const COUNTER_LOOKUPS = 8;
export const COUNTER_CANDIDATES = 9;
export const COUNTER_PREDICATES = 10;
export const COUNTER_TEXTS = 11;
export const COUNTER_ELEMENTS = 12;
export const COUNTER_VALUES = 13; // scalars that a NODE_ANYWHERE stood for, and elements that FORM_ELEMENTS looked at
export const COUNTER_GROUPS = 14; // groups whose scope held
export const COUNTER_SKIPPED = 15; // tables that nothing for the event's log type waits for
export const COUNTER_STEPS = 16; // entries that searches among numbers and networks look at
export const COUNTER_PIECES = 17; // pieces of literals that were compared with an event's bytes as they lie in memory
export const COUNTER_COUNT = 18;
