// Comparison of strings as sequences of code points. A lone surrogate is a code point of its own, and none is ever found
// inside a pair: the two halves of a pair are one code point.

/** Negative, zero or positive as `left` comes before, equals or comes after `right` in code point order. */
export function compareText(left: string, right: string): number {
  const others = codePoints(right);
  let index = 0;
  for (const codePoint of codePoints(left)) {
    const other = others[index++];
    if (other === undefined) return 1;
    if (codePoint !== other) return codePoint - other;
  }
  return index - others.length;
}

export function containsText(text: string, part: string): boolean {
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) {
    if (!splitsPair(text, at) && !splitsPair(text, at + part.length)) return true;
  }
  return false;
}

export function startsWithText(text: string, part: string): boolean {
  return text.startsWith(part) && !splitsPair(text, part.length);
}

export function endsWithText(text: string, part: string): boolean {
  return text.endsWith(part) && !splitsPair(text, text.length - part.length);
}

/** Whether the place before unit `at` is inside a surrogate pair. */
function splitsPair(text: string, at: number): boolean {
  return at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff;
}

/**
 * Whether the whole of a text is of the shape `pattern`: `*` is any code points, `?` one, `\` takes the next code point
 * literally, a `\` at the end itself. Time is at most the product of the lengths: only the last `*` is ever tried again.
 */
export function wildcardTest(pattern: string): (text: string) => boolean {
  const tokens = wildcardTokens(pattern);
  return (text) => wildcardMatches(codePoints(text), tokens);
}

type WildcardToken = number | "*" | "?";

function wildcardMatches(characters: readonly number[], tokens: readonly WildcardToken[]): boolean {
  let at = 0;
  let token = 0;
  let star = -1;
  let starAt = 0;
  while (at < characters.length) {
    const expected = tokens[token];
    if (expected === "*") {
      star = token++;
      starAt = at;
    } else if (expected === "?" || (expected !== undefined && expected === characters[at])) {
      token++;
      at++;
    } else if (star !== -1) {
      token = star + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  return tokens.slice(token).every((rest) => rest === "*");
}

function wildcardTokens(pattern: string): WildcardToken[] {
  const tokens: WildcardToken[] = [];
  const characters = Array.from(pattern);
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] as string;
    if (character === "*" || character === "?") {
      tokens.push(character);
    } else {
      const literal = character === "\\" && index + 1 < characters.length ? characters[++index] : character;
      tokens.push((literal as string).codePointAt(0) as number);
    }
  }
  return tokens;
}

function codePoints(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) as number);
}
