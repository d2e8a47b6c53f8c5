import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as layout from "../../src/bytecode/layout.js";
import { verify } from "../../src/bytecode/verify.js";
import { ProgramView } from "../../src/bytecode/view.js";
import { compile } from "../../src/engine/compile.js";
import { SluiceError } from "../../src/errors.js";
import { conditionArbitrary } from "../arbitrary/condition.js";
import { ASSEMBLED } from "./assembled.js";
import { DAMAGED_CODE, DAMAGED_LOG_TYPES, DAMAGED_RULES } from "./damages/code.js";
import { DAMAGED_HOSTED } from "./damages/hosted.js";
import { DAMAGED_PREDICATES } from "./damages/predicates.js";
import { DAMAGED_HEADER, DAMAGED_SECTIONS } from "./damages/sections.js";
import { DAMAGED_POSTINGS, DAMAGED_TABLES } from "./damages/tables.js";
import { DAMAGED_TREE } from "./damages/tree.js";
import { Draft, sampleProgram, samplePrograms, seal } from "./programs.js";

const sample = sampleProgram();

function refusal(bytes: Uint8Array): SluiceError {
  try {
    verify(bytes);
  } catch (error) {
    if (error instanceof SluiceError) return error;
    throw error;
  }
  throw new Error("the program was accepted");
}

/** By the stage that refuses them. The checksum is made right again. */
const DAMAGES = {
  header: DAMAGED_HEADER,
  sections: DAMAGED_SECTIONS,
  tree: DAMAGED_TREE,
  predicates: DAMAGED_PREDICATES,
  tables: DAMAGED_TABLES,
  postings: DAMAGED_POSTINGS,
  code: DAMAGED_CODE,
  rules: DAMAGED_RULES,
  "log types": DAMAGED_LOG_TYPES,
  "hosted rules": DAMAGED_HOSTED,
};

describe("verify", () => {
  it("accepts programs and says what the engine needs to know", () => {
    for (const program of samplePrograms()) {
      const view = new ProgramView(program);
      const verified = verify(program);
      expect(verified.coreLength).toBe(view.section(layout.SECTION_META).offset);
      expect(verified.metaStart + verified.metaLength).toBeLessThanOrEqual(program.length);
      expect(verified.ruleCount).toBe(view.count(layout.SECTION_RULES));
      expect(verified.scratchBytes).toBeGreaterThanOrEqual(16);
    }
    expect(verify(sample).scratchBytes).toBeGreaterThan(16);
  });

  it("does not care where in its buffer a program begins", () => {
    const buffer = new Uint8Array(sample.length + 3);
    buffer.set(sample, 3);
    expect(verify(buffer.subarray(3))).toEqual(verify(sample));
  });

  it("accepts every program that is compiled", () => {
    const rules = fc.array(conditionArbitrary(), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(rules, (conditions) => {
        compile(conditions.map((condition, i) => ({ id: `Rule.${i}`, condition })));
      }),
      { numRuns: 200 },
    );
  });

  describe.each(Object.entries(DAMAGES))("refuses in the stage %s", (stage, damages) => {
    it.each(damages)("%s", (_, reason, damage) => {
      const draft = new Draft(sample);
      damage(draft);
      expect(draft.bytes).not.toEqual(sample);
      const { code, message } = refusal(seal(draft.bytes));
      expect({ code, message }).toEqual({ code: "program-damaged", message: expect.stringContaining(reason) });
      expect(message.split(":")[0]).toBe(stage);
    });
  });

  it("refuses a changed byte by the checksum", () => {
    for (let at = layout.HEADER_CHECKSUM; at < sample.length; at += 7) {
      const draft = new Draft(sample);
      draft.bytes[at] = (draft.bytes[at] as number) ^ 1;
      expect(refusal(draft.bytes).message).toMatch(/^header: expected the checksum/);
    }
  });

  it("refuses what is cut or longer", () => {
    for (const length of [0, 1, layout.HEADER_BYTES - 1, layout.HEADER_BYTES, sample.length - 1]) {
      expect(refusal(sample.slice(0, length)).message).toMatch(/^header: expected (at least )?\d+ bytes, found/);
    }
    expect(refusal(new Uint8Array([...sample, 0])).code).toBe("program-damaged");
  });

  it("refuses another format version with both versions", () => {
    const draft = new Draft(sample);
    draft.setWord(layout.HEADER_VERSION, 7);
    const { code, message } = refusal(draft.bytes);
    expect(code).toBe("program-version");
    expect(message).toMatch(new RegExp(`version ${layout.FORMAT_VERSION}\\b.*version 7\\b`));
  });
});

describe("verify of an assembled program", () => {
  it.each(ASSEMBLED)("%s: %s", (_, code, message, make) => {
    const bytes = make();
    if (code === "accepted") {
      verify(bytes);
      return;
    }
    const error = refusal(bytes);
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });
});
