// How the command line ends.

/** 0: it ran. 1: a test failed, or something was refused and the caller asked to hear of it. 2: wrong usage, or nothing to work on. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What the caller has to change: the message is all that is shown, and the process ends with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
