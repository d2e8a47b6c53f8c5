// What `str` knows of letters and digits where JavaScript has it otherwise: title case, full case folding, the derived
// properties (The Unicode Standard, 3.13, 4.2, 4.6; The Python Standard Library, String Methods).

import { points } from "./text.js";

const CASED = /^\p{Cased}$/u;
const IGNORABLE = /^\p{Case_Ignorable}$/u;
const TITLED = /^[\p{Uppercase}\p{Lt}]$/u;
const UPPER = /^\p{Uppercase}$/u;
const LOWER = /^\p{Lowercase}$/u;

/** The letters with a title case of their own in one code point: digraphs, and Greek with an iota below. */
function singleTitle(code: number): number | undefined {
  if (code >= 0x1c4 && code <= 0x1cc) return 0x1c5 + 3 * Math.floor((code - 0x1c4) / 3);
  if (code >= 0x1f1 && code <= 0x1f3) return 0x1f2;
  // Georgian has capitals, and no title case.
  if (code >= 0x10d0 && code <= 0x10ff) return code;
  if (code >= 0x1f80 && code <= 0x1faf) return code | 8;
  return { 8115: 8124, 8124: 8124, 8131: 8140, 8140: 8140, 8179: 8188, 8188: 8188 }[code];
}

function titleCase(character: string): string {
  const single = singleTitle(character.codePointAt(0) as number);
  if (single !== undefined) return String.fromCodePoint(single);
  const upper = points(character.toUpperCase());
  const first = upper.findIndex((one) => CASED.test(one)) + 1;
  const text = upper.slice(0, first).join("") + upper.slice(first).join("").toLowerCase();
  return text.length > 1 ? text.replace(/ι$/, "\u0345") : text;
}

/** A sigma ends its word where a cased letter is before it, and none behind. */
function lowerAt(all: readonly string[], at: number): string {
  const character = all[at] as string;
  if (character !== "Σ") return character.toLowerCase();
  const nextCased = (step: 1 | -1): boolean => {
    let index = at + step;
    while (IGNORABLE.test(all[index] ?? "")) index += step;
    return CASED.test(all[index] ?? "");
  };
  return nextCased(-1) && !nextCased(1) ? "ς" : "σ";
}

/** `str.capitalize()` */
export function capitalise(text: string): string {
  const all = points(text);
  return all.map((character, at) => (at === 0 ? titleCase(character) : lowerAt(all, at))).join("");
}

/** `str.title()` */
export function title(text: string): string {
  const all = points(text);
  return all
    .map((character, at) => (at > 0 && CASED.test(all[at - 1] as string) ? lowerAt(all, at) : titleCase(character)))
    .join("");
}

/** `str.swapcase()` */
export function swapCase(text: string): string {
  const all = points(text);
  const swap = (character: string, at: number) => (UPPER.test(character) ? lowerAt(all, at) : character);
  return all.map((character, at) => (LOWER.test(character) ? character.toUpperCase() : swap(character, at))).join("");
}

/** `str.casefold()`: full folding. Cherokee folds to its older letters, the capitals. */
export function caseFold(text: string): string {
  if (/^\p{ASCII}*$/u.test(text)) return text.toLowerCase();
  return points(text)
    .map((character) => {
      if (/^[\u13a0-\u13ff\uab70-\uabbf]$/.test(character)) return character.toUpperCase();
      if (character === "ı") return character;
      return points(character.toUpperCase())
        .map((one) => one.toLowerCase())
        .join("")
        .replaceAll("ς", "σ")
        .replaceAll("ß", "ss");
    })
    .join("");
}

export function isUpper(text: string): boolean {
  return !/[\p{Lowercase}\p{Lt}]/u.test(text) && /\p{Uppercase}/u.test(text);
}

export function isLower(text: string): boolean {
  return !/[\p{Uppercase}\p{Lt}]/u.test(text) && /\p{Lowercase}/u.test(text);
}

export function isTitle(text: string): boolean {
  let inWord = false;
  let found = false;
  for (const character of text) {
    const begins = TITLED.test(character);
    if (begins ? inWord : LOWER.test(character) && !inWord) return false;
    inWord = begins || LOWER.test(character);
    found ||= inWord;
  }
  return found;
}

/** Numeric_Type=Digit beside the decimal digits: digits in circles, above and below the line and the like. */
const DIGITS =
  "²³¹\u1369-\u1371\u19da⁰⁴-⁹₀-₉\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788" +
  "\u278a-\u2792\u{10a40}-\u{10a43}\u{10e60}-\u{10e68}\u{11052}-\u{1105a}\u{1f100}-\u{1f10a}";
/** Ideographs that are numbers (kPrimaryNumeric, kAccountingNumeric and kOtherNumeric of the Unihan database). */
const IDEOGRAPHS =
  "㐅㒃㠪㭍一七万三九二五亖亿什仟仨伍佰億兆兩八六十千卄卅卌叁参參叄四壱壹幺廾廿弌弍弎弐拾捌柒漆玖百肆萬貮貳贰阡陆陌陸零" +
  "\uf96b\uf973\uf978\uf9b2\uf9d1\uf9d3\uf9fd\u{20001}\u{20064}\u{200e2}\u{20121}" +
  "\u{2092a}\u{20983}\u{2098c}\u{2099c}\u{20aea}\u{20afd}\u{20b19}\u{22390}\u{22998}\u{23b1b}\u{2626d}\u{2f890}";

export const IS_DIGIT = new RegExp(`^[\\p{Nd}${DIGITS}]+$`, "u");
export const IS_NUMERIC = new RegExp(`^[\\p{N}${IDEOGRAPHS}]+$`, "u");
export const IS_ALPHANUMERIC = new RegExp(`^[\\p{L}\\p{N}${DIGITS}]+$`, "u");

/** ID_Start and ID_Continue without what normalising to NFKC takes out of them: XID_Start and XID_Continue. */
export function isIdentifier(text: string): boolean {
  return (
    /^[\p{ID_Start}_]\p{ID_Continue}*$/u.test(text) &&
    !/^[\u0e33\u0eb3\uff9e\uff9f]|[\u037a\u309b\u309c\ufc5e-\ufc63\ufdfa\ufdfb\ufe70\ufe72\ufe74\ufe76\ufe78\ufe7a\ufe7c\ufe7e]/u.test(
      text,
    )
  );
}
