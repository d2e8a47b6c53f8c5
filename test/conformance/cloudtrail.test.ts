import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { evaluate, parseEvent } from "../../src/explain/index.js";
import { load } from "../../src/formats/native/index.js";
import { compile, Matcher } from "../../src/index.js";
import { has, read } from "./data.js";

const { rules, diagnostics } = load(fileURLToPath(new URL("../../examples/rules", import.meta.url)));
const { program } = compile(rules, { strict: true });

describe.each([
  { file: "cloudtrail-real.ndjson.gz", events: 1_657 },
  { file: "cloudtrail-50mb.ndjson.gz", events: 40_056 },
])("$file", ({ file, events }) => {
  it.skipIf(!has(file))(
    `all ${rules.length} example rules: matcher and oracle agree on every event, no line is refused`,
    () => {
      expect(diagnostics).toEqual([]);
      const decoder = new TextDecoder();
      const differences: string[] = [];
      let matched = 0;
      const stats = new Matcher(program).scan(read(file), {
        onEvent: ({ bytes, line }, matches) => {
          const event = parseEvent(decoder.decode(bytes));
          const found = matches.map(({ rule }) => rule);
          const expected = rules.filter(({ condition }) => evaluate(condition, event)).map(({ id }) => id);
          matched += found.length;
          if (found.join() !== expected.join())
            differences.push(`line ${line}: ${found.join()} instead of ${expected.join()}`);
        },
      });
      expect(differences).toEqual([]);
      expect(stats).toMatchObject({ events, lines: events, refused: 0, matches: matched });
      expect(matched).toBeGreaterThan(50);
    },
  );
});
