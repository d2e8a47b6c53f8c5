import fc from "fast-check";

const BYTES = Buffer.from('{}[]":,\\\n\r\t 0-1.eE+tfnulx\u0000é/');
// Not fc.double: half of the doubles below 1 are next to 0.
const at = fc.nat(2 ** 31 - 1).map((fraction) => fraction / 2 ** 31);
const mutation = fc.oneof(
  fc.record({ type: fc.constant("replace" as const), at, byte: fc.constantFrom(...BYTES) }),
  fc.record({ type: fc.constant("insert" as const), at, byte: fc.constantFrom(...BYTES) }),
  fc.record({ type: fc.constant("remove" as const), at, length: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ type: fc.constant("repeat" as const), at, length: fc.integer({ min: 1, max: 90 }) }),
);
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(bytes: Buffer, change: Mutation): Buffer {
  const start = Math.floor(change.at * bytes.length);
  const before = bytes.subarray(0, start);
  if (change.type === "replace") return Buffer.concat([before, Buffer.of(change.byte), bytes.subarray(start + 1)]);
  if (change.type === "insert") return Buffer.concat([before, Buffer.of(change.byte), bytes.subarray(start)]);
  if (change.type === "remove") return Buffer.concat([before, bytes.subarray(start + change.length)]);
  return Buffer.concat([bytes.subarray(0, start + change.length), bytes.subarray(start)]);
}

/** Texts as they are, or with one to three places changed: bytes that matter in JSON replaced and inserted, stretches removed and repeated. */
export function damage(texts: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  const changes = fc.oneof(fc.constant([]), fc.array(mutation, { minLength: 1, maxLength: 3 }));
  return fc.tuple(texts, changes).map(([text, some]) => some.reduce(mutate, text));
}
