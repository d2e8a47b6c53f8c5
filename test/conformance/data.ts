import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const folder = process.env.SLUICE_DATA;

/** Whether the folder that SLUICE_DATA names has a file. */
export function has(file: string): boolean {
  return folder !== undefined && existsSync(join(folder, file));
}

/** A file of that folder; a `.gz` decompressed. */
export function read(file: string): Buffer {
  const bytes = readFileSync(join(folder as string, file));
  return file.endsWith(".gz") ? gunzipSync(bytes) : bytes;
}
