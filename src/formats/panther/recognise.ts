/** Whether a YAML text is a Panther analysis item: the key that only those have, in a mapping of its own. */
export function recognises(text: string): boolean {
  return /^AnalysisType:/m.test(text);
}
