// Verification: proves everything that the core trusts, so that a damaged or hostile program is refused by name and can never make the
// core read or write outside its regions, run for ever, or recurse deeper than MAX_PATH and MAX_LEVEL allow. FORMAT.md lists what is
// proved. Time and memory are linear in the program; nothing here recurses.

import * as layout from "./layout.js";
import { verifyCode } from "./verify/code.js";
import { verifyHeader, verifySections } from "./verify/header.js";
import { type HostedRecord, verifyHosted } from "./verify/hosted.js";
import { verifyLogTypes } from "./verify/log-types.js";
import { verifyPostings } from "./verify/postings.js";
import { verifyPredicates } from "./verify/predicates.js";
import { verifyTables } from "./verify/tables.js";
import { verifyTree } from "./verify/tree.js";
import type { Section } from "./view.js";

/** What loading a verified program needs to know. */
export interface VerifiedProgram {
  /** Bytes from the start that the core is given: all before the metadata. */
  readonly coreLength: number;
  /** Bytes of scratch that the core needs for regular expressions, at least 16. */
  readonly scratchBytes: number;
  /** Bytes of scratch that the core needs for literal sets. */
  readonly literalBytes: number;
  readonly ruleCount: number;
  /** The names of its log types from the second on. */
  readonly logTypes: readonly Uint8Array[];
  /** The rules that bring code for a host, ascending. */
  readonly hosted: readonly HostedRecord[];
  /** The texts for hosts, of which only those that name a format are proved to be text. */
  readonly parts: readonly Section[];
  /** First byte of the metadata, which is not looked into. */
  readonly metaStart: number;
  /** Bytes of the metadata. */
  readonly metaLength: number;
}

/**
 * Verifies a program. Throws `program-version` where it is of another format version, `program-damaged` where anything else is not as
 * the format has it (the message begins with the stage: header, sections, tree, predicates, tables, postings, code, rules,
 * log types or hosted rules), and
 * `program-too-large` where what it names again and again comes to more than any program should cost.
 */
export function verify(bytes: Uint8Array): VerifiedProgram {
  const program = verifyHeader(bytes);
  verifySections(program);
  const tree = verifyTree(program);
  const { scratchBytes } = verifyPredicates(program, tree);
  const { literalBytes } = verifyTables(program, tree);
  verifyPostings(program);
  verifyCode(program);
  const logTypes = verifyLogTypes(program, tree);
  const { hosted, parts } = verifyHosted(program);
  const meta = program.section(layout.SECTION_META);
  return {
    coreLength: meta.offset,
    scratchBytes,
    literalBytes,
    ruleCount: program.count(layout.SECTION_RULES),
    logTypes,
    hosted,
    parts,
    metaStart: meta.offset,
    metaLength: meta.length,
  };
}
