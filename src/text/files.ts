import { readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { join, sep } from "node:path";
import type { Report, TextCode } from "./diagnose.js";
import { Source } from "./source.js";

export interface FileOptions {
  /** Name endings of the files to take from folders: `[".yml"]`. A file that is named itself is taken whatever its name. */
  readonly extensions: readonly string[];
  /** Largest file in bytes. */
  readonly maxBytes: number;
}

/**
 * The texts of files and of folders with all their subfolders: paths in the order given, inside a folder sorted by path
 * (UTF-16 order). Names in a folder that begin with a dot are skipped. Symbolic links are followed as long as they stay in the
 * folder that was named (the named path itself may be a link); each real file and folder is read once, so loops end. What
 * cannot be read is reported, and the rest goes on.
 */
export function* readSources(paths: readonly string[], options: FileOptions, report: Report): Generator<Source> {
  const seen = new Set<string>();
  for (const path of paths) {
    for (const file of filesOf(path, options.extensions, seen, report)) {
      const source = readSource(file, options.maxBytes, report);
      if (source) yield source;
    }
  }
}

/** The files at one named path, in order. Adds the real paths of what it visits to `seen`, and passes over what is there. */
function filesOf(named: string, extensions: readonly string[], seen: Set<string>, report: Report): string[] {
  const top = resolve(named, report);
  if (!top || seen.has(top.real)) return [];
  seen.add(top.real);
  if (!top.stats.isDirectory()) return [named];
  const files: string[] = [];
  const folders = [named];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const name of list(folder, report)) {
      const path = join(folder, name);
      const wanted = extensions.some((extension) => name.endsWith(extension));
      const entry = resolve(path, wanted ? report : ignore);
      if (!entry || seen.has(entry.real)) continue;
      const folderEntry = entry.stats.isDirectory();
      if (!folderEntry && !wanted) continue;
      if (!entry.real.startsWith(top.real + (top.real.endsWith(sep) ? "" : sep))) {
        report(refusal(path, "link-outside", `expected a link that stays in ${named}, found one to ${entry.real}`));
        continue;
      }
      seen.add(entry.real);
      (folderEntry ? folders : files).push(path);
    }
  }
  return files.sort();
}

function ignore(): void {}

function resolve(path: string, report: Report): { readonly real: string; readonly stats: Stats } | undefined {
  try {
    const real = realpathSync(path);
    return { real, stats: statSync(real) };
  } catch (error) {
    report(refusal(path, "unreadable-file", reason(error)));
    return undefined;
  }
}

function list(folder: string, report: Report): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith("."));
  } catch (error) {
    report(refusal(folder, "unreadable-file", reason(error)));
    return [];
  }
}

function readSource(file: string, maxBytes: number, report: Report): Source | undefined {
  let bytes: Uint8Array;
  try {
    const stats = statSync(file);
    if (!stats.isFile()) {
      report(refusal(file, "unreadable-file", "expected a regular file or a folder"));
      return undefined;
    }
    if (stats.size > maxBytes) {
      report(refusal(file, "file-too-large", `expected at most ${maxBytes} bytes, found ${stats.size}`));
      return undefined;
    }
    bytes = readFileSync(file);
  } catch (error) {
    report(refusal(file, "unreadable-file", reason(error)));
    return undefined;
  }
  try {
    return new Source(file, new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    report(refusal(file, "invalid-utf8", "expected UTF-8 text"));
    return undefined;
  }
}

/** The text of a file by its path from a folder, links followed, or why it is not to be had. It has to be in the folder. */
export function readInside(folder: string, path: string, maxBytes: number): string | { readonly problem: string } {
  try {
    const root = realpathSync(folder);
    const real = realpathSync(join(folder, path));
    if (!real.startsWith(root + (root.endsWith(sep) ? "" : sep))) {
      return { problem: `expected a file in ${folder}, found ${path}` };
    }
    const stats = statSync(real);
    if (!stats.isFile()) return { problem: `expected a regular file, found ${path}` };
    if (stats.size > maxBytes) return { problem: `expected at most ${maxBytes} bytes, found ${stats.size} in ${path}` };
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(real));
  } catch (error) {
    return { problem: `cannot read ${path}: ${reason(error)}` };
  }
}

function refusal(file: string, code: TextCode, message: string): Parameters<Report>[0] {
  return { code, severity: "error", message, span: { file, line: 1, column: 1 } };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
