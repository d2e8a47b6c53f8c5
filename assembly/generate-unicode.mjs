// Writes the Unicode tables from the @unicode/unicode-X package that package.json names: src/unicode/tables.generated.ts
// (categories, scripts, properties, simple case folding; read by src/unicode) and assembly/unicode/fold.generated.ts (simple
// case folding as static data). Formats are documented where they are decoded: src/unicode/tables.ts, assembly/unicode/fold.ts.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { pack } from "./pack.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { devDependencies } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));
const source = Object.keys(devDependencies).find((name) => name.startsWith("@unicode/unicode-"));
const folder = dirname(createRequire(import.meta.url).resolve(`${source}/package.json`));

const load = async (path) => (await import(pathToFileURL(`${folder}/${path}`).href)).default;
const namesOf = (property) => readdirSync(`${folder}/${property}`).filter((name) => !name.includes("."));

const CODE_POINTS = 0x110000;

/** The categories that partition the code points, by long name; the others (L, LC, M, …) are unions of these. */
const CATEGORIES = {
  Unassigned: "Cn",
  Control: "Cc",
  Format: "Cf",
  Private_Use: "Co",
  Surrogate: "Cs",
  Lowercase_Letter: "Ll",
  Modifier_Letter: "Lm",
  Other_Letter: "Lo",
  Titlecase_Letter: "Lt",
  Uppercase_Letter: "Lu",
  Spacing_Mark: "Mc",
  Enclosing_Mark: "Me",
  Nonspacing_Mark: "Mn",
  Decimal_Number: "Nd",
  Letter_Number: "Nl",
  Other_Number: "No",
  Connector_Punctuation: "Pc",
  Dash_Punctuation: "Pd",
  Close_Punctuation: "Pe",
  Final_Punctuation: "Pf",
  Initial_Punctuation: "Pi",
  Other_Punctuation: "Po",
  Open_Punctuation: "Ps",
  Currency_Symbol: "Sc",
  Modifier_Symbol: "Sk",
  Math_Symbol: "Sm",
  Other_Symbol: "So",
  Line_Separator: "Zl",
  Paragraph_Separator: "Zp",
  Space_Separator: "Zs",
};

/**
 * The binary properties that re2js takes in `\p{…}` beside categories and scripts, each with the categories that it is nearly
 * the union of: what is kept is the difference.
 */
const PROPERTIES = {
  ASCII_Hex_Digit: "",
  Alphabetic: "Lu Ll Lt Lm Lo Nl",
  Dash: "Pd",
  Emoji: "",
  Emoji_Component: "",
  Emoji_Modifier: "",
  Emoji_Modifier_Base: "",
  Emoji_Presentation: "",
  Extended_Pictographic: "",
  Hex_Digit: "",
  Lowercase: "Ll",
  Math: "Sm",
  Quotation_Mark: "",
  Terminal_Punctuation: "",
  Uppercase: "Lu",
  White_Space: "Zs Zl Zp",
};

/** The categories whose code points, and no others, have no script (UAX #24, section 3.5): scripts are kept of the rest. */
const WITHOUT_SCRIPT = ["Cn", "Co", "Cs"];

/** A list of non-negative integers: how many, then each of them, all as LEB128. */
const numbers = (values) =>
  Buffer.from(
    [values.length, ...values].flatMap((value) => {
      const bytes = [];
      for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
      return [...bytes, value];
    }),
  );

/** For every code point the index of the name whose ranges have it. */
async function partition(property, names) {
  const values = new Uint8Array(CODE_POINTS);
  for (const [index, name] of names.entries()) {
    for (const { begin, end } of await load(`${property}/${name}/ranges.mjs`)) values.fill(index, begin, end);
  }
  return values;
}

/** Runs of equal value as two lists, which compress better than one: the values and the lengths. */
function runsOf(values) {
  const [kinds, lengths] = [[], []];
  for (let begin = 0, end = 0; begin < values.length; begin = end) {
    while (end < values.length && values[end] === values[begin]) end++;
    kinds.push(values[begin]);
    lengths.push(end - begin);
  }
  return [numbers(kinds), numbers(lengths)];
}

/** Where a binary property begins and ends to differ from its categories, each as the distance from the last such place. */
async function differences(name) {
  const values = Uint8Array.from(categories, (category) => PROPERTIES[name].split(" ").includes(short[category]));
  for (const { begin, end } of await load(`Binary_Property/${name}/ranges.mjs`)) {
    for (let at = begin; at < end; at++) values[at] ^= 1;
  }
  const distances = [];
  for (let at = 0, last = 0; at < CODE_POINTS; at++) {
    if (values[at] === (at > 0 ? values[at - 1] : 0)) continue;
    distances.push(at - last);
    last = at;
  }
  return numbers(distances);
}

/** Simple case folding (CaseFolding.txt, C and S) as runs `{ first, count, stride, delta }`: first + i × stride folds to itself + delta. */
async function foldingRuns() {
  const folding = [
    ...(await load("Case_Folding/C/code-points.mjs")),
    ...(await load("Case_Folding/S/code-points.mjs")),
  ];
  const runs = [];
  for (const [from, to] of folding.sort(([a], [b]) => a - b)) {
    const run = runs.at(-1);
    const delta = to - from;
    const step = run && from - (run.first + (run.count - 1) * run.stride);
    if (run?.delta === delta && (run.count === 1 ? step <= 2 : step === run.stride)) {
      run.stride = step;
      run.count++;
    } else runs.push({ first: from, count: 1, stride: 1, delta });
  }
  return runs;
}

/** Gap from the last run's first × 2 + (stride − 1), count, zigzag delta. */
function encodeFolding(runs) {
  let last = 0;
  return numbers(
    runs.flatMap(({ first, count, stride, delta }) => {
      const gap = first - last;
      last = first;
      return [gap * 2 + stride - 1, count, delta < 0 ? -delta * 2 - 1 : delta * 2];
    }),
  );
}

const banner = `// Made by assembly/generate-unicode.mjs from ${source}.\n`;

const runs = await foldingRuns();
const short = Object.values(CATEGORIES);
const scripts = namesOf("Script").filter((name) => name !== "Unknown");
const categories = await partition("General_Category", Object.keys(CATEGORIES));
const scriptValues = (await partition("Script", ["Unknown", ...scripts])).filter((value, at) => {
  if ((value === 0) === WITHOUT_SCRIPT.includes(short[categories[at]])) return value > 0;
  throw new Error(`script and category of U+${at.toString(16)} do not agree`);
});

const names = [
  short.join(" "),
  WITHOUT_SCRIPT.join(" "),
  scripts.join(" "),
  Object.entries(PROPERTIES)
    .map(([name, base]) => `${name}:${base}`)
    .join(),
];
const parts = [
  Buffer.from(`${names.join("\n")}\n`),
  ...runsOf(categories),
  ...runsOf(scriptValues.map((value) => value - 1)),
];
for (const name of Object.keys(PROPERTIES)) parts.push(await differences(name));
const packed = pack(Buffer.concat([...parts, encodeFolding(runs)]));

writeFileSync(
  `${root}/src/unicode/tables.generated.ts`,
  `${banner}export const UNICODE_VERSION: string = "${source.replace("@unicode/unicode-", "")}";\n` +
    `export const UNICODE_TABLES: string =\n  ${JSON.stringify(packed)};\n`,
);

// Two words a run: first | stride - 1 << 21 | count << 22, then the delta; see assembly/unicode/fold.ts.
const words = runs.flatMap(({ first, count, stride, delta }) => {
  if (count > 1023) throw new Error(`a folding run of ${count} code points does not fit its 10 bits`);
  return [(first | ((stride - 1) << 21) | (count << 22)) >>> 0, delta >>> 0];
});
writeFileSync(
  `${root}/assembly/unicode/fold.generated.ts`,
  `${banner}export const FOLD_RUN_COUNT: u32 = ${runs.length};\n` +
    `export const FOLD_RUNS: usize = memory.data<u32>([\n${words.join(", ").replace(/.{1,110}(, |$)/g, "  $&\n")}]);\n`,
);
