// Options that several commands take, and how their values are read.

import { InvalidArgumentError, Option } from "commander";

export function rulesOption(): Option {
  return new Option("-r, --rules <path>", "a rule file or a folder of them; may be given several times")
    .argParser((path: string, paths: readonly string[]) => [...paths, path])
    .default([], "");
}

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (/^[0-9]+$/.test(text) && Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("Expected a whole number from 1.");
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^[0-9]+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError("Expected a whole number from 0.");
}
