import { SluiceError } from "../errors.js";
import type { Segment } from "../rule/ir.js";
import { parsePath } from "../rule/path.js";
import type { ScanOptions } from "./types.js";

/** How a stream is cut into events; a path is of keys alone. */
export type Framing =
  | { readonly type: "ndjson" }
  | { readonly type: "concat" }
  | { readonly type: "records"; readonly path: readonly Extract<Segment, { readonly type: "key" }>[] };

/** The framing of a scan, checked. Throws `invalid-argument`, or `invalid-path` for the path of the records. */
export function readFraming({ framing = "ndjson" }: ScanOptions): Framing {
  if (framing === "ndjson" || framing === "concat") return { type: framing };
  const records: unknown = typeof framing === "object" ? framing?.records : undefined;
  if (typeof records !== "string") {
    const found = typeof framing === "string" ? JSON.stringify(framing) : typeof framing;
    throw new SluiceError(
      "invalid-argument",
      `expected "ndjson", "concat" or { records: PATH } as framing, found ${found}`,
    );
  }
  const path = parsePath(records).segments.map((segment) => {
    if (segment.type === "key") return segment;
    throw new SluiceError("invalid-argument", `expected a path of keys to the records, found ${records}`);
  });
  return { type: "records", path };
}
