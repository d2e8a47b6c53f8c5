export const MAX_WASM_BYTES: number;
export const MAX_IMPORT_BYTES: number;
export function wasmBytes(): number;
export function importGraph(
  entry?: string,
): Promise<{ readonly files: string[]; readonly bytes: number; readonly bare: string[] }>;
