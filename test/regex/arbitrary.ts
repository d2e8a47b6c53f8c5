import fc from "fast-check";

/** A pattern and a text that it would match, were it not for its assertions. */
export interface Sample {
  readonly pattern: string;
  readonly text: string;
}

/** Characters that regexes tend to get wrong: case orbits, the edges of UTF-8's lengths, words, line ends, lone surrogates. */
const CHARACTERS = [
  ..."abkKsSzZ09_ -.\n\r\t",
  ..."éÉßẞſKǅǆσςΣİıȺⱥ中😀𐐀𐐨",
  ..."\0\x7f\x80\u07ff\u0800\ufffd\uffff\u{10000}\u{10ffff}",
  "\ud800",
  "\udc00",
  "\ud83d",
];
const character = fc.constantFrom(...CHARACTERS);

const escaped = (text: string) => text.replace(/[\\.+*?()|[\]{}^$]/gu, "\\$&");
const hexadecimal = (text: string) => `\\x{${(text.codePointAt(0) as number).toString(16)}}`;

/** Single-character constructs, with one character each that they match. */
const CLASSES: readonly (readonly [string, string])[] = [
  [".", "x"],
  ["(?s:.)", "\n"],
  ["\\d", "7"],
  ["\\D", "é"],
  ["\\s", "\f"],
  ["\\S", "😀"],
  ["\\w", "k"],
  ["\\W", "K"],
  ["(?i:\\w)", "ſ"],
  ["(?i:\\W)", "é"],
  ["(?i:[^k])", "K"],
  ["[[:alpha:]]", "Z"],
  ["[[:^space:]]", "中"],
  ["[^[:word:]]", "-"],
  ["\\pL", "ß"],
  ["\\PL", "0"],
  ["\\p{Greek}", "σ"],
  ["\\p{^Greek}", "a"],
  ["\\P{^Lu}", "É"],
  ["(?i:\\p{Lu})", "é"],
  ["(?i:[^\\p{Ll}])", "0"],
  ["\\p{Any}", "\ud800"],
  ["\\p{Cs}", "\udc00"],
  ["[^a]", "\ud800"],
  ["[^\\x00-\\x{10ffff}]", "a"],
  ["[]a]", "]"],
  ["[^]a]", "b"],
  ["[a-c-]", "-"],
  ["[\\d-z]", "-"],
  ["[\\x{7f}-\\x{801}]", "\u07ff"],
  ["[\\x{d7ff}-\\x{e000}]", "\udfff"],
  ["[\\x{fff0}-\\x{1000f}]", "\u{10000}"],
  ["[\\x{80}-\\x{10ffff}]", "é"],
  ["(?i:[\\x{80}-\\x{10ffff}])", "k"],
  ["[^\\x{800}-\\x{ffff}]", "😀"],
  ["\\x41", "A"],
  ["\\101", "A"],
  ["\\0", "\0"],
  ["\\a", "\x07"],
  ["\\v", "\v"],
  ["\\Q.*\\E", ".*"],
];

const ASSERTIONS = [
  "^",
  "$",
  "\\A",
  "\\z",
  "\\b",
  "\\B",
  "(?m:^)",
  "(?m:$)",
  "(?m)",
  "(?s)",
  "(?i)",
  "(?-i)",
  "(?U)",
  "",
];

const leaf: fc.Arbitrary<Sample> = fc.oneof(
  { weight: 4, arbitrary: character.map((text) => ({ pattern: escaped(text), text })) },
  { weight: 1, arbitrary: character.map((text) => ({ pattern: hexadecimal(text), text })) },
  { weight: 2, arbitrary: character.map((text) => ({ pattern: `(?i:${escaped(text)})`, text: text.toUpperCase() })) },
  { weight: 2, arbitrary: fc.constantFrom(...CLASSES).map(([pattern, text]) => ({ pattern, text })) },
  { weight: 2, arbitrary: fc.constantFrom(...ASSERTIONS).map((pattern) => ({ pattern, text: "" })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.boolean(), fc.array(character, { minLength: 1, maxLength: 4 }))
      .map(([isFolded, members]) => ({
        pattern: `${isFolded ? "(?i)" : ""}[${members.map(hexadecimal).join("")}]`,
        text: members[0] as string,
      })),
  },
);

const COUNTS: readonly (readonly [string, number])[] = [
  ["*", 0],
  ["*", 2],
  ["+", 1],
  ["+", 3],
  ["?", 0],
  ["??", 1],
  ["*?", 1],
  ["+?", 1],
  ["{0}", 0],
  ["{1}", 1],
  ["{2}", 2],
  ["{0,}", 2],
  ["{2,}", 3],
  ["{2,}?", 2],
  ["{0,3}", 1],
  ["{1,3}", 3],
  ["{3}", 3],
];

/** Patterns that RE2 accepts (those in which a count repeats nothing apart), each with a text near to a match. */
export const sampleArbitrary: fc.Arbitrary<Sample> = fc.letrec<{ node: Sample; group: Sample }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 2, arbitrary: leaf },
    {
      weight: 3,
      arbitrary: fc.array(tie("node"), { minLength: 2, maxLength: 4 }).map((parts) => ({
        pattern: parts.map(({ pattern }) => pattern).join(""),
        text: parts.map(({ text }) => text).join(""),
      })),
    },
    {
      weight: 2,
      arbitrary: fc.array(tie("node"), { minLength: 2, maxLength: 3 }).map((parts) => ({
        pattern: `(?:${parts.map(({ pattern }) => pattern).join("|")})`,
        text: parts[0]?.text ?? "",
      })),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(tie("group"), fc.constantFrom(...COUNTS)).map(([{ pattern, text }, [suffix, count]]) => ({
        pattern: pattern + suffix,
        text: text.repeat(count),
      })),
    },
  ),
  group: fc
    .tuple(fc.constantFrom("(", "(?:", "(?i:", "(?s-i:", "(?m:"), tie("node"))
    .map(([open, { pattern, text }]) => ({ pattern: `${open}${pattern})`, text })),
})).node;

/** Texts near `text`: some characters left out, doubled, put in or replaced. */
export function nearTexts(text: string): fc.Arbitrary<string[]> {
  const edit = fc.tuple(fc.nat({ max: text.length }), fc.nat({ max: 2 }), fc.oneof(fc.constant(""), character));
  const near = fc
    .array(edit, { maxLength: 3 })
    .map((edits) =>
      edits.reduce((edited, [at, removed, added]) => edited.slice(0, at) + added + edited.slice(at + removed), text),
    );
  return fc
    .tuple(fc.array(near, { minLength: 1, maxLength: 4 }), fc.array(character, { maxLength: 6 }))
    .map(([texts, letters]) => ["", text, letters.join(""), ...texts]);
}

/** Pieces of syntax, many of them broken. */
const TOKENS = [
  ..."ab0kéK😀^$.|()[]{}*+?-,:\\<>=!PQEpuxisUm&'#R",
  "\ud800",
  "(?:",
  "(?",
  "(?i)",
  "(?i:",
  "(?-s)",
  "(?P<n>",
  "(?P<m>",
  "(?<n>",
  "(?P=n)",
  "(?=",
  "(?!",
  "(?<=",
  "(?<!",
  "(?>",
  "(?#",
  "\\d",
  "\\D",
  "\\w",
  "\\b",
  "\\B",
  "\\A",
  "\\z",
  "\\Z",
  "\\C",
  "\\Q",
  "\\E",
  "\\1",
  "\\8",
  "\\12",
  "\\0",
  "\\p",
  "\\P",
  "\\pL",
  "\\pQ",
  "\\p{",
  "\\p{Greek}",
  "\\p{^Lu}",
  "\\p{Foo}",
  "\\p{}",
  "\\x",
  "\\x4",
  "\\x41",
  "\\x{",
  "\\x{41}",
  "\\x{110000}",
  "\\_",
  "\\-",
  "[^",
  "[:",
  ":]",
  "[:alpha:]",
  "[[:alpha:]]",
  "[[:^digit:]]",
  "[[:foo:]]",
  "a-z",
  "z-a",
  "\\]",
  "{2}",
  "{2,}",
  "{,2}",
  "{0,2}",
  "{2,1}",
  "{1000}",
  "{1001}",
  "{10}",
  "{100}",
  "{02}",
  "{123456789}",
  "*?",
  "+?",
  "??",
  "**",
  "++",
  "\\",
];

/** Patterns that are mostly none. */
export const soupArbitrary: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...TOKENS), { maxLength: 9 })
  .map((tokens) => tokens.join(""));
