// Modifiers that encode a value: what is left to find is how another program would have written it (specification 2.1,
// Appendix Modifiers, Encoding).

import type { Part } from "./ast.js";

export type Utf16 = "utf16le" | "utf16be" | "utf16";

const BYTE_ORDER_MARK = [0xff, 0xfe];
/** Parts of the encoding that the neighbours of a text at offset 0, 1 and 2 take part in (specification: three variants). */
const STARTS = [0, 2, 3] as const;
const ENDS = [0, 3, 2] as const;

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** UTF-16 of a text; `utf16` is little-endian behind a byte order mark. */
export function utf16(text: string, form: Utf16): Uint8Array {
  const bytes: number[] = form === "utf16" ? [...BYTE_ORDER_MARK] : [];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    bytes.push(...(form === "utf16be" ? [unit >> 8, unit & 0xff] : [unit & 0xff, unit >> 8]));
  }
  return Uint8Array.from(bytes);
}

/**
 * The text that a log has where a program read UTF-16 as UTF-8: an ASCII character and NUL in turns, the byte order mark as
 * U+FEFF (pySigma, modifiers.py). Undefined where the bytes are no UTF-8.
 */
export function misreadUtf16(text: string, form: Utf16): string | undefined {
  const bytes = utf16(text, form === "utf16" ? "utf16le" : form);
  try {
    const decoded = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return form === "utf16" ? `\uFEFF${decoded}` : decoded;
  } catch {
    return undefined;
  }
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

/** What stays the same of a text's Base64 wherever in a longer text it stands: one variant for each position modulo 3. */
export function base64Offsets(bytes: Uint8Array): string[] {
  return STARTS.map((start, offset) => {
    const shifted = new Uint8Array(offset + bytes.length);
    shifted.set(bytes, offset);
    const encoded = base64(shifted);
    return encoded.slice(start, encoded.length - (ENDS[shifted.length % 3] ?? 0));
  });
}

/** What stands for a dash that begins a parameter on Windows command lines: hyphen, slash, en dash, em dash, horizontal bar. */
const DASHES: readonly (readonly Part[])[] = [..."-/\u2013\u2014\u2015"].map((text) => [{ type: "text", text }]);
/**
 * A dash that begins a word: after no word character, before one (pySigma, SigmaWindowsDashModifier). The specification names
 * five characters that stand for one another, so a rule may be written with each of them.
 */
const DASH = /(?<![\p{L}\p{N}_])[-/\u2013\u2014\u2015](?=[\p{L}\p{N}_])/gu;
const DASH_PLACEHOLDER = "\0windash";

/** The parts with dashes as placeholders, and what to put there. */
export function markDashes(parts: readonly Part[]): Part[] {
  return parts.flatMap((part): Part[] => {
    if (part.type !== "text") return [part];
    return part.text
      .split(DASH)
      .flatMap((text, i): Part[] => [
        ...(i > 0 ? [{ type: "placeholder", name: DASH_PLACEHOLDER } as const] : []),
        { type: "text", text },
      ]);
  });
}

export function dashesOf(name: string): readonly (readonly Part[])[] | undefined {
  return name === DASH_PLACEHOLDER ? DASHES : undefined;
}
