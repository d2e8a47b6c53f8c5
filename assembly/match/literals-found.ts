// The ids found in the text at hand: a list, and one bit an id for those in the list.

let seen: usize = 0;
let list: usize = 0;
let listEnd: usize = 0;

export function beginFound(scratch: usize, seenBytes: u32): void {
  seen = scratch;
  list = scratch + seenBytes;
  listEnd = list;
}

// @ts-ignore: decorator
@inline
export function isFound(id: u32): bool {
  return (((<u32>load<u8>(seen + (id >> 3))) >> (id & 7)) & 1) != 0;
}

/** Adds an id, unless it is in the list already. */
export function addFound(id: u32): void {
  const at = seen + (id >> 3);
  const bits = load<u8>(at);
  const bit = <u8>((<u32>1) << (id & 7));
  if (bits & bit) return;
  store<u8>(at, bits | bit);
  store<u32>(listEnd, id);
  listEnd += 4;
}

/** Clears the bits and gives the number of ids in the list. */
export function endFound(): u32 {
  for (let at = list; at < listEnd; at += 4) store<u8>(seen + (load<u32>(at) >> 3), 0);
  return <u32>((listEnd - list) >> 2);
}
