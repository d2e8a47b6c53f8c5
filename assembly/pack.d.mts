/** Bytes as text of a module. */
export function pack(bytes: Uint8Array): string;
