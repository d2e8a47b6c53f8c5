// The rule formats that the command line reads, and which of them a file is in. The first that recognises a text has it.

import {
  addTests,
  isTestsFile,
  type LoadOptions,
  load as loadNative,
  loadTests,
  type ParseResult,
} from "../formats/native/index.js";
import {
  load as loadSigma,
  recognises as recognisesSigma,
  type SigmaOptions,
  type SigmaRule,
} from "../formats/sigma/index.js";
import type { Diagnostic } from "../index.js";

type Source = Parameters<NonNullable<LoadOptions["only"]>>[0];

interface Read extends ParseResult {
  /** Of a format that has them: the rules as their files have them, in the same order. */
  readonly sigma?: readonly SigmaRule[];
}

interface Format {
  readonly name: string;
  readonly recognises: (source: Source) => boolean;
  readonly load: (paths: readonly string[], options: LoadOptions & SigmaOptions) => Read;
}

const FORMATS: readonly Format[] = [
  { name: "sigma", recognises: recognisesSigma, load: loadSigma },
  // What nobody knows is read as our own, which says what it expected.
  { name: "native", recognises: () => true, load: (paths, { only }) => loadNative(paths, only && { only }) },
];

/** What one format found in the paths. */
export interface Loaded extends Read {
  readonly format: string;
}

/** The rules of files and folders, each file in its own format, with the tests that files of their own have for them. */
export function loadFormats(paths: readonly string[], sigma: SigmaOptions = {}): readonly Loaded[] {
  // A file that cannot be read, or a link that leads out, is met by each format.
  const told = new Set<string>();
  const unseen = (diagnostic: Diagnostic): boolean => {
    const key = JSON.stringify(diagnostic);
    return !told.has(key) && !!told.add(key);
  };
  const loaded = FORMATS.map(({ name, load }) => {
    const read = load(paths, { ...sigma, only: (source) => formatOf(source) === name });
    return { ...read, format: name, diagnostics: read.diagnostics.filter(unseen) };
  });
  const { tests, diagnostics } = loadTests(paths);
  if (tests.length + diagnostics.length === 0) return loaded;
  const tested = addTests(
    loaded.flatMap(({ rules }) => rules),
    tests,
  );
  const rules = [...tested.rules];
  return [
    ...loaded.map((one) => ({ ...one, rules: rules.splice(0, one.rules.length) })),
    { format: "tests", rules: [], diagnostics: [...diagnostics.filter(unseen), ...tested.diagnostics] },
  ];
}

function formatOf(source: Source): string | undefined {
  return isTestsFile(source) ? undefined : FORMATS.find(({ recognises }) => recognises(source))?.name;
}
