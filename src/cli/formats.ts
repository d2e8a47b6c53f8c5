// The rule formats that the command line reads, and which of them a file is in. The first that recognises a text has it.

import { type LoadOptions, load as loadNative, type ParseResult } from "../formats/native/index.js";
import { load as loadSigma, recognises as recognisesSigma } from "../formats/sigma/index.js";

type Source = Parameters<NonNullable<LoadOptions["only"]>>[0];

interface Format {
  readonly name: string;
  readonly recognises: (source: Source) => boolean;
  readonly load: (paths: readonly string[], options: LoadOptions) => ParseResult;
}

const FORMATS: readonly Format[] = [
  { name: "sigma", recognises: recognisesSigma, load: loadSigma },
  // What nobody knows is read as our own, which says what it expected.
  { name: "native", recognises: () => true, load: loadNative },
];

/** What one format found in the paths. */
export interface Loaded extends ParseResult {
  readonly format: string;
}

/** The rules of files and folders, each file in its own format. */
export function loadFormats(paths: readonly string[]): readonly Loaded[] {
  // A file that cannot be read, or a link that leads out, is met by each format.
  const told = new Set<string>();
  return FORMATS.map(({ name, load }) => {
    const { rules, diagnostics } = load(paths, { only: (source) => formatOf(source) === name });
    const news = diagnostics.filter((diagnostic) => {
      const key = JSON.stringify(diagnostic);
      return !told.has(key) && told.add(key);
    });
    return { format: name, rules, diagnostics: news };
  });
}

function formatOf(source: Source): string | undefined {
  return FORMATS.find(({ recognises }) => recognises(source))?.name;
}
