// Writes the Unicode tables from the @unicode/unicode-X package that package.json names: src/unicode/tables.generated.ts
// (categories, scripts, properties, simple case folding; read by src/unicode) and assembly/unicode/fold.generated.ts (simple
// case folding as static data). Formats are documented where they are decoded: src/unicode/tables.ts, assembly/unicode/fold.ts.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

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

/** The binary properties that re2js takes in `\p{…}` beside categories and scripts. */
const PROPERTIES = [
  "ASCII_Hex_Digit",
  "Alphabetic",
  "Dash",
  "Emoji",
  "Emoji_Component",
  "Emoji_Modifier",
  "Emoji_Modifier_Base",
  "Emoji_Presentation",
  "Extended_Pictographic",
  "Hex_Digit",
  "Lowercase",
  "Math",
  "Quotation_Mark",
  "Terminal_Punctuation",
  "Uppercase",
  "White_Space",
];

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** Non-negative integers as base64 digits, five bits each, least significant first; 32 is set in all but the last. */
const varints = (values) =>
  values
    .map((value) => {
      let text = "";
      for (; value > 31; value >>>= 5) text += DIGITS[(value & 31) | 32];
      return text + DIGITS[value];
    })
    .join("");

/** Runs of equal value over all code points: value, length, value, length, … Values not given are 0. */
async function partition(property, names) {
  const values = new Uint8Array(CODE_POINTS);
  for (const [index, name] of names.entries()) {
    for (const { begin, end } of await load(`${property}/${name}/ranges.mjs`)) values.fill(index, begin, end);
  }
  const runs = [];
  for (let begin = 0, end = 0; begin < CODE_POINTS; begin = end) {
    while (end < CODE_POINTS && values[end] === values[begin]) end++;
    runs.push(values[begin], end - begin);
  }
  return varints(runs);
}

/** Ranges of one binary property: gap, length, gap, length, … */
async function ranges(name) {
  let last = 0;
  const values = [];
  for (const { begin, end } of await load(`Binary_Property/${name}/ranges.mjs`)) {
    values.push(begin - last, end - begin);
    last = end;
  }
  return varints(values);
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

/** As varints: gap from the last run's first × 2 + (stride − 1), count, zigzag delta. */
function encodeFolding(runs) {
  let last = 0;
  return varints(
    runs.flatMap(({ first, count, stride, delta }) => {
      const gap = first - last;
      last = first;
      return [gap * 2 + stride - 1, count, delta < 0 ? -delta * 2 - 1 : delta * 2];
    }),
  );
}

const banner = `// Made by assembly/generate-unicode.mjs from ${source}.\n`;
const constant = (name, text) => `export const ${name}: string =\n  "${text}";\n`;
const record = (entries) => `{\n${entries.map(([key, text]) => `  ${key}: "${text}",\n`).join("")}}`;

const runs = await foldingRuns();
const scripts = [
  "Unknown",
  "Common",
  "Inherited",
  ...namesOf("Script").filter((name) => !/^(Unknown|Common|Inherited)$/.test(name)),
];
const properties = [];
for (const name of PROPERTIES) properties.push([name, await ranges(name)]);

writeFileSync(
  `${root}/src/unicode/tables.generated.ts`,
  banner +
    constant("UNICODE_VERSION", source.replace("@unicode/unicode-", "")) +
    constant("CATEGORY_NAMES", Object.values(CATEGORIES).join(" ")) +
    constant("CATEGORY_RUNS", await partition("General_Category", Object.keys(CATEGORIES))) +
    constant("SCRIPT_NAMES", scripts.join(" ")) +
    constant("SCRIPT_RUNS", await partition("Script", scripts)) +
    `export const PROPERTY_RANGES = ${record(properties)};\n` +
    constant("FOLDING_RUNS", encodeFolding(runs)),
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
