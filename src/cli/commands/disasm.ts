// `sluice disasm`: a compiled program as text.

import { disassemble } from "../../bytecode/disassemble.js";
import { EXIT, type ExitCode } from "../exit.js";
import { Output, printable } from "../output.js";
import { loadProgram } from "../program.js";

export async function disasm(file: string): Promise<ExitCode> {
  const output = new Output();
  const program = await loadProgram(file);
  for (const line of disassemble(program.bytes).split("\n")) {
    output.line(printable(line));
    if (output.closed) break;
  }
  await output.flush();
  return EXIT.ok;
}
