// Characters that cannot be seen, or that reorder what is seen (bidirectional controls), print as escapes: what a rule page
// shows is what the rule says.
const INVISIBLE = "\\u007f-\\u009f\\u00ad\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff";
const INVISIBLES = new RegExp(`[${INVISIBLE}]`, "g");
// With the flag `u` the surrogates are lone ones.
const RAW = new RegExp(`^[^'\\u0000-\\u001f\\ud800-\\udfff${INVISIBLE}]*$`, "u");

/** A JSON string of `text`, with lone surrogates and invisible characters escaped. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(
    INVISIBLES,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A string literal: a JSON string, or a raw one (`'C:\Windows'`) where that alone saves every escape. */
export function quoteLiteral(text: string): string {
  return /["\\]/.test(text) && RAW.test(text) ? `'${text}'` : quote(text);
}
