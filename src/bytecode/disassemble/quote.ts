/** Longest text that is shown whole, in characters. */
const MAX_SHOWN = 60;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Bytes as a quoted text: JSON where they are UTF-8, else `b"…"` with `\xNN` for each byte beyond ASCII. A long text is cut, with its
 * length in bytes after it. Nothing in it can steer a terminal.
 */
export function quoteBytes(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text !== undefined) return quoteText(text, bytes.length);
  const shown = Array.from(bytes.subarray(0, MAX_SHOWN), (byte) =>
    byte < 0x80 ? inner(String.fromCharCode(byte)) : `\\x${byte.toString(16)}`,
  );
  return `b"${shown.join("")}${bytes.length > MAX_SHOWN ? `…" (${bytes.length} bytes)` : '"'}`;
}

/** A text in quotes, cut where it is long. `length` is what is said to be its length in bytes. */
export function quoteText(text: string, length: number): string {
  const characters = Array.from(text.slice(0, 2 * MAX_SHOWN + 2));
  if (characters.length <= MAX_SHOWN) return `"${inner(text)}"`;
  return `"${inner(characters.slice(0, MAX_SHOWN).join(""))}…" (${length} bytes)`;
}

/** As JSON has it, with what controls a terminal or the direction of text escaped too. */
function inner(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
    });
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}
