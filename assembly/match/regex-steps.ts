// In builds that count: states entered, positions looked at and blocks of 16 bytes skipped by regular expressions.

/** Steps since the module was made. */
export let regexSteps: u64 = 0;

// @ts-ignore: decorator
@inline
export function countStep(): void {
  if (COUNT) regexSteps++;
}
