// The events of a run.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { makeEvents } from "./make-events.mjs";

const GZIP_MAGIC = 0x1f8b;

/**
 * The events of a file (NDJSON, gzip found by content); without one those of `$SLUICE_DATA/cloudtrail-50mb.ndjson.gz`, and
 * where there is no such folder made-up ones.
 *
 * @param {string} [file]
 * @returns {{ name: string, bytes: Buffer }}
 */
export function findEvents(file) {
  const folder = process.env.SLUICE_DATA;
  if (file === undefined && !folder) return { name: "made-up events", bytes: makeEvents() };
  const path = file ?? join(folder, "cloudtrail-50mb.ndjson.gz");
  if (!existsSync(path)) throw new Error(`expected a file of events, found none at ${path}`);
  const bytes = readFileSync(path);
  const zipped = bytes.length > 2 && bytes.readUInt16BE(0) === GZIP_MAGIC;
  return { name: basename(path), bytes: zipped ? gunzipSync(bytes) : bytes };
}

/**
 * Calls `use` with the path of a file that holds the bytes, which is gone when its promise is settled.
 *
 * @template T
 * @param {Buffer} bytes
 * @param {(path: string) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withFile(bytes, use) {
  const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  try {
    const path = join(folder, "events.ndjson");
    writeFileSync(path, bytes);
    return await use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
