import { foldCodePoint } from "../unicode/fold.js";
import type { CodePointRanges } from "../unicode/ranges.js";
import { encodeWtf8 } from "../unicode/wtf8.js";
import type { RegexNode } from "./ast.js";

/** A literal that every match contains. With `nocase` it is folded, and it is the folded match that contains it. */
export interface RequiredLiteral {
  readonly text: string;
  readonly nocase: boolean;
}

/** The longest literal, in bytes of WTF-8, that every match of a regex was found to contain; undefined if there is none. */
export function requiredLiteral(node: RegexNode): RequiredLiteral | undefined {
  const finder = new LiteralFinder();
  finder.visit(node);
  finder.endRun();
  return finder.best;
}

/** A code point that a class has no other than, case apart. */
interface Letter {
  readonly codePoint: number;
  readonly nocase: boolean;
}

/** Walks what every match goes through, in order, and keeps the longest run of letters that follow one another directly. */
class LiteralFinder {
  best: RequiredLiteral | undefined;
  #bestBytes = 0;
  #run: Letter[] = [];

  visit(node: RegexNode): void {
    switch (node.type) {
      case "class": {
        const letter = letterOf(node.ranges);
        if (letter) this.#run.push(letter);
        else this.endRun();
        return;
      }
      case "concat":
        for (const child of node.children) this.visit(child);
        return;
      case "repeat":
        // The first copy follows what is before the repetition, the last copy is followed by what is after it.
        if (node.min > 0) this.visit(node.child);
        this.endRun();
        if (node.min > 0 && node.child.type === "class") this.visit(node.child);
        return;
      case "alternate":
        this.endRun();
    }
  }

  /** What comes next need not follow directly what came last. */
  endRun(): void {
    const nocase = this.#run.some((letter) => letter.nocase);
    let text = "";
    for (const { codePoint } of this.#run) text += String.fromCodePoint(nocase ? foldCodePoint(codePoint) : codePoint);
    this.#run = [];
    const bytes = encodeWtf8(text).length;
    if (bytes <= this.#bestBytes) return;
    this.best = { text, nocase };
    this.#bestBytes = bytes;
  }
}

/** Surrogates are no letters: two of them in a string would be another code point. */
function letterOf(ranges: CodePointRanges): Letter | undefined {
  const [codePoint] = ranges;
  if (codePoint === undefined || (codePoint >= 0xd800 && codePoint <= 0xdfff)) return undefined;
  const folded = foldCodePoint(codePoint);
  for (let i = 0; i < ranges.length; i += 2) {
    for (let member = ranges[i] as number; member <= (ranges[i + 1] as number); member++) {
      if (foldCodePoint(member) !== folded) return undefined;
    }
  }
  return { codePoint, nocase: ranges.length > 2 || ranges[0] !== ranges[1] };
}
