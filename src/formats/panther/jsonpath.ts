// JSONPath as data models use it: `$.a.b`, `a.b`, `$.a[0]."b c"`. Paths that may match several fields are refused.

const STEP = /\.?(?:"([^"]*)"|'([^']*)'|([A-Za-z_@-][\w@-]*|[\w@-]+)|\[(-?[0-9]+)\]|\[["']([^"']*)["']\])/y;

/** The steps of a path; undefined for one that is not of names and indices alone. */
export function modelPath(text: string): readonly (string | number)[] | undefined {
  const steps: (string | number)[] = [];
  let at = text.startsWith("$") ? 1 : 0;
  while (at < text.length) {
    STEP.lastIndex = at;
    const found = STEP.exec(text);
    if (!found) return undefined;
    const [all, double, single, plain, index, bracketed] = found;
    steps.push(index === undefined ? ((double ?? single ?? plain ?? bracketed) as string) : Number(index));
    at += all.length;
  }
  return steps.length > 0 ? steps : undefined;
}
