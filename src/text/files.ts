import { type Dirent, readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
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
  const folders = [{ path: named, real: top.real }];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of list(folder.path, report)) {
      const path = join(folder.path, entry.name);
      const wanted = extensions.some((extension) => entry.name.endsWith(extension));
      const found = realEntry(entry, path, folder.real, wanted ? report : ignore);
      if (!found || seen.has(found.real) || !(found.folder || wanted)) continue;
      if (!found.real.startsWith(top.real + (top.real.endsWith(sep) ? "" : sep))) {
        report(refusal(path, "link-outside", `expected a link that stays in ${named}, found one to ${found.real}`));
        continue;
      }
      seen.add(found.real);
      if (found.folder) folders.push({ path, real: found.real });
      else files.push(path);
    }
  }
  return files.sort();
}

/** What an entry of a folder is; the file system is asked again only for what is neither a regular file nor a folder. */
function realEntry(
  entry: Dirent,
  path: string,
  folder: string,
  report: Report,
): { readonly real: string; readonly folder: boolean } | undefined {
  if (entry.isFile() || entry.isDirectory()) return { real: join(folder, entry.name), folder: entry.isDirectory() };
  const resolved = resolve(path, report);
  return resolved && { real: resolved.real, folder: resolved.stats.isDirectory() };
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

function list(folder: string, report: Report): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith("."));
  } catch (error) {
    report(refusal(folder, "unreadable-file", reason(error)));
    return [];
  }
}

function readSource(file: string, maxBytes: number, report: Report): Source | undefined {
  let text: string;
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
    text = readFileSync(file, "utf8");
    // What is no UTF-8 is read as this character, which a file may have, too.
    if (text.includes("\ufffd") && !isUtf8(readFileSync(file))) {
      report(refusal(file, "invalid-utf8", "expected UTF-8 text"));
      return undefined;
    }
  } catch (error) {
    report(refusal(file, "unreadable-file", reason(error)));
    return undefined;
  }
  return new Source(file, text);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
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
