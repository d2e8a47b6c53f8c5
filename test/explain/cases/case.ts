/** One behaviour of conditions: what `condition` (in notation) says of `event` (JSON text). */
export interface Case {
  readonly name: string;
  readonly condition: string;
  readonly event: string;
  readonly expected: boolean;
}

/** Cases from rows of name, condition, event and verdict. */
export function table(rows: readonly (readonly [string, string, string, boolean])[]): Case[] {
  return rows.map(([name, condition, event, expected]) => ({ name, condition, event, expected }));
}
