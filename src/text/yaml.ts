// YAML 1.2 (core schema), one document after another, from text that may be hostile. What is written plainly is read by
// yaml-plain.ts. Else the `yaml` package lexes, parses and composes; what it leaves unbounded is bounded here (tokens, nesting) and in
// yaml-nodes.ts (aliases).

import { Composer, CST, type Document, Lexer, type ParsedNode, Parser } from "yaml";
import { errorAt, type Report } from "./diagnose.js";
import type { YamlNode } from "./node.js";
import type { Source } from "./source.js";
import { type Fail, NodeBuilder } from "./yaml-nodes.js";
import { readPlain } from "./yaml-plain.js";

/** How much of a file is read. */
export interface YamlLimits {
  /** Bytes of one file, characters of a text that is no file. Default 8 MiB. */
  readonly maxSize: number;
  /** Lexical tokens of one file, of which rules have about one for every four characters. Default 500,000. */
  readonly maxTokens: number;
  /** Documents of one file. Default 10,000. */
  readonly maxDocuments: number;
  /** Collections inside collections, aliases written out. Default 128. */
  readonly maxDepth: number;
  /** Characters that all aliases of one file may stand for. Default 1 Mi. */
  readonly maxAliasChars: number;
}

export const defaultYamlLimits: YamlLimits = {
  maxSize: 8 << 20,
  maxTokens: 500_000,
  maxDocuments: 10_000,
  maxDepth: 128,
  maxAliasChars: 1 << 20,
};

/** Syntax errors of one document that are reported: after the first few they only repeat each other. */
const MAX_SYNTAX_ERRORS = 10;

/** Control characters that neither YAML nor JSON allows unescaped. */
const CONTROL = /(?![\t\n\r\x7f-\x9f])\p{Cc}/u;

const COMPOSE = {
  version: "1.2",
  schema: "core",
  strict: true,
  // Uniqueness is checked in yaml-nodes.ts, in linear time.
  uniqueKeys: false,
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: "silent",
} as const;

/**
 * The documents of a source, empty ones left out. Problems go to `report`, and a node with a problem inside is marked
 * `damaged`. A document that cannot be parsed at all is left out; it does not affect the others.
 */
export function* readYaml(source: Source, report: Report, limits: YamlLimits): Generator<YamlNode> {
  const { text } = source;
  const fail: Fail = (start, end, code, message) => report(errorAt(source, start, end, code, message));
  if (text.length > limits.maxSize) {
    return fail(0, 0, "file-too-large", `expected at most ${limits.maxSize} characters, found ${text.length}`);
  }
  const builder = new NodeBuilder(fail, limits);
  const budget = { tokens: limits.maxTokens, documents: limits.maxDocuments };
  const isPlain = mayBePlain(text, limits);
  for (const [start, end] of documentRanges(text)) {
    const root = isPlain && budget.documents > 0 ? readPlain(text, start, end, limits.maxDepth) : undefined;
    if (root) {
      budget.documents--;
      yield root;
      continue;
    }
    const piece = text.slice(start, end);
    const firstControl = reportControl(piece, start, fail);
    for (const document of parseDocuments(piece, start, budget, limits, fail)) {
      if (budget.documents-- === 0) {
        return fail(start, start, "too-many-documents", `expected at most ${limits.maxDocuments} documents a file`);
      }
      const trusted = Math.min(reportErrors(document, start, fail), firstControl);
      const { contents } = document;
      if (contents && contents.range[0] < contents.range[1]) yield builder.build(contents, trusted);
    }
    if (budget.tokens < 0) {
      return fail(start, start, "too-many-tokens", `expected at most ${limits.maxTokens} YAML tokens a file`);
    }
  }
}

/** Characters that yaml-plain.ts leaves to the package wherever they stand. */
const UNUSUAL = /(?![\t\n\r\x7f-\x9f])[\p{Cc}\ufeff]/u;

/** Whether the documents of a text may be read by yaml-plain.ts, which counts no tokens: there are fewer than two a character. */
function mayBePlain(text: string, limits: YamlLimits): boolean {
  return 2 * text.length < limits.maxTokens && !UNUSUAL.test(text);
}

/**
 * Cuts a text at its `---` lines, each with the directives before it. YAML allows `---` at the start of a line nowhere
 * else, not even in a string (YAML 1.2.2, section 9.1.2, c-forbidden), so what is broken in one piece cannot reach the next.
 */
function* documentRanges(text: string): Generator<readonly [start: number, end: number]> {
  let start = 0;
  let directives = -1;
  for (let line = 0; line < text.length; ) {
    const next = text.indexOf("\n", line) + 1 || text.length;
    if (text[line] === "%") {
      if (directives < 0) directives = line;
    } else if (text[line] === "-" && /^---(?:\s|$)/.test(text.slice(line, line + 4))) {
      const cut = directives < 0 ? line : directives;
      if (cut > start) yield [start, cut];
      start = cut;
      directives = -1;
    } else if (directives >= 0 && /^\s*[^\s#]/.test(text.slice(line, next))) directives = -1;
    line = next;
  }
  if (start < text.length) yield [start, text.length];
}

/** The documents of one piece of a source. A document that is nested too deep or has too many tokens is left out. */
function parseDocuments(
  piece: string,
  offset: number,
  budget: { tokens: number },
  limits: YamlLimits,
  fail: Fail,
): Generator<Document.Parsed<ParsedNode>> {
  const parser = new Parser();
  parser.offset = offset;
  let errors = 0;
  function* tokens(): Generator<CST.Token> {
    for (const lexeme of new Lexer().lex(piece)) {
      if (--budget.tokens < 0) return;
      for (const token of parser.next(lexeme)) {
        if (token.type !== "error" || ++errors <= MAX_SYNTAX_ERRORS) yield token;
      }
      // Below the collections the stack holds their document.
      if (parser.stack.length > limits.maxDepth + 1 && CST.isCollection(parser.stack.at(-1))) {
        const start = parser.offset - lexeme.length;
        return fail(start, parser.offset, "nesting-too-deep", `expected at most ${limits.maxDepth} levels`);
      }
    }
    yield* parser.end();
  }
  return new Composer(COMPOSE).compose(tokens(), true, offset + piece.length);
}

/** Reports the first control character and gives its offset, infinity if there is none. */
function reportControl(piece: string, offset: number, fail: Fail): number {
  const index = piece.search(CONTROL);
  if (index < 0) return Number.POSITIVE_INFINITY;
  fail(offset + index, offset + index + 1, "yaml-syntax", "expected text, found a control character");
  return offset + index;
}

/** Reports what the parser found, and gives the offset from which on the document cannot be trusted. `piece` is where its piece starts. */
function reportErrors(document: Document.Parsed<ParsedNode>, piece: number, fail: Fail): number {
  const { directives, errors, warnings } = document;
  // Tags are judged in yaml-nodes.ts.
  const found = [
    ...errors,
    ...warnings.filter(({ code }) => code !== "BAD_COLLECTION_TYPE" && code !== "TAG_RESOLVE_FAILED"),
  ];
  found.sort((a, b) => a.pos[0] - b.pos[0]);
  for (const { pos, message } of found.slice(0, MAX_SYNTAX_ERRORS)) fail(pos[0], pos[1], "yaml-syntax", message);
  if (directives.yaml.version !== "1.2" || Object.keys(directives.tags).join() !== "!!") {
    // Directives stand at the start of their piece.
    fail(piece, piece, "yaml-directive", "expected no directives but %YAML 1.2");
    return piece;
  }
  return found[0]?.pos[0] ?? Number.POSITIVE_INFINITY;
}
