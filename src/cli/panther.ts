// Telling a Panther pack from rules of other formats, without reading all of it.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { recognises } from "../formats/panther/recognise.js";

/** Files that are looked at before a folder is taken for something else. */
const MAX_LOOKS = 200;

/** The folder, if the paths are one folder with a Panther analysis item in it. */
export function pantherPack(paths: readonly string[]): string | undefined {
  const [folder, ...others] = paths;
  return folder !== undefined && others.length === 0 && holdsItem(folder) ? folder : undefined;
}

function holdsItem(folder: string): boolean {
  const open = [folder];
  let looks = 0;
  for (let path = open.pop(); path !== undefined && looks < MAX_LOOKS; path = open.pop()) {
    for (const entry of list(path)) {
      const file = join(path, entry.name);
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) open.push(file);
      else if (entry.isFile() && /\.ya?ml$/.test(entry.name) && ++looks <= MAX_LOOKS && recognises(read(file)))
        return true;
    }
  }
  return false;
}

/** What cannot be read is for those to report who read it all. */
function list(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
