// Logs, from files and from standard input, in pieces; what is gzip is unpacked on the way.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { printable } from "./output.js";

/** The name of standard input. */
export const STDIN = "-";

/** Bytes that are read at once. */
const CHUNK = 256 * 1024;
/** RFC 1952, section 2.3.1: ID1, ID2 and CM of the only method there is. */
const GZIP: readonly number[] = [0x1f, 0x8b, 0x08];

/** An input that cannot be read, or not to its end. */
export class InputError extends Error {
  override readonly name = "InputError";
}

/**
 * The bytes of a file, or of standard input for `-`, in pieces. Gzip is told by its first bytes; all members of a file are
 * unpacked. `onRead` hears of the bytes as they are read, before they are unpacked. Throws `InputError`; what came before it counts.
 */
export async function* readInput(name: string, onRead: (bytes: number) => void = () => {}): AsyncGenerator<Uint8Array> {
  const source = name === STDIN ? process.stdin : createReadStream(name, { highWaterMark: CHUNK });
  try {
    yield* unpack(counted(source, onRead));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`cannot read ${printable(name)}: ${reason}`, { cause: error });
  }
}

async function* counted(
  source: AsyncIterable<Uint8Array>,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    onRead(chunk.length);
    yield chunk;
  }
}

/** Passes bytes through, or unpacks them if they begin as gzip does. */
export async function* unpack(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head = new Uint8Array(0);
  while (head.length < GZIP.length) {
    const next = await chunks.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = rejoin(head, chunks);
  if (!GZIP.every((byte, index) => head[index] === byte)) {
    yield* whole;
    return;
  }
  const gunzip = createGunzip({ chunkSize: CHUNK });
  // An error of the source or of the gzip stream comes out of the iteration below.
  pipeline(whole, gunzip).catch(() => {});
  yield* gunzip;
}

async function* rejoin(head: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  yield* rest;
}

/** The size of all inputs in bytes as they are read; undefined if one of them does not tell. */
export async function totalSize(names: readonly string[]): Promise<number | undefined> {
  let total = 0;
  for (const name of names) {
    const stats = name === STDIN ? undefined : await stat(name).catch(() => undefined);
    if (!stats?.isFile()) return undefined;
    total += stats.size;
  }
  return total;
}
