import { describe, expect, it } from "vitest";
import { parse, parsePipeline, pipelineStep } from "../../../src/formats/sigma/index.js";
import { printCondition } from "../../../src/rule/notation.js";

const RULE = String.raw`title: T
id: 0e95725d-7320-415d-80f7-004da920fc12
logsource: { category: process_creation, product: windows }
level: high
fields: [Image, Other]
detection:
  selection:
    Image|endswith: '\x.exe'
    CommandLine|contains: [a, b]
  keywords: [k]
  condition: selection and not keywords
`;

function pipelineOf(text: string) {
  const { pipeline, diagnostics } = parsePipeline({ file: "p.yml", text });
  expect(diagnostics).toEqual([]);
  return pipeline as NonNullable<typeof pipeline>;
}

/** The rule after pipelines: its condition in the notation, or the code of what refuses it. */
function processed(pipelines: readonly string[], rule = RULE) {
  const { rules, sigma, diagnostics } = parse(
    { file: "r.yml", text: rule },
    { steps: [pipelineStep(pipelines.map(pipelineOf))], arrays: "none" },
  );
  const [lowered] = rules;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return {
    condition: lowered && printCondition(lowered.condition),
    outputs: sigma[0]?.fields,
    sigma: sigma[0],
    errors: errors.map(({ code }) => code),
    messages: errors.map(({ message }) => message),
  };
}

/** Of one selection, the condition after some transformations. */
function selected(selection: string, transformations: string, more = "") {
  const rule = `title: T
id: 0e95725d-7320-415d-80f7-004da920fc12
logsource: { category: process_creation, product: windows, service: security }
detection:
  selection: ${selection}
  condition: selection
${more}`;
  return processed([`vars: { admins: [root, 'adm*'], one: 1 }\ntransformations:\n${transformations}`], rule);
}

function problems(text: string) {
  return parsePipeline({ file: "p.yml", text }).diagnostics.map(
    ({ code, span }) => `${span?.line}:${span?.column} ${code}`,
  );
}

describe("field names", () => {
  it("are mapped where the field name conditions hold, in items, values and outputs, and remember where they came from", () => {
    const { condition, outputs, sigma } = processed([
      `transformations:
  - id: map
    type: field_name_mapping
    mapping: { Image: process.executable, CommandLine: [a.x, b.x], Other: y }
    field_name_conditions: [{ type: exclude_fields, fields: [Other] }]
`,
    ]);
    expect(condition).toContain("process.executable");
    expect(condition).toMatch(/a\.x contains.*or b\.x contains/s);
    expect(outputs).toEqual(["process.executable", "Other"]);
    expect(JSON.stringify([...(sigma?.detection.selections ?? [])])).toContain('"mappedFrom":"Image"');
  });

  it("keywords are not mapped: null as a key is refused", () => {
    const text = "transformations:\n  - { type: field_name_mapping, mapping: { null: message } }";
    expect(problems(text)).toEqual(["2:44 yaml-key"]);
  });

  it("all of several names have to differ where an item is negated", () => {
    const mapping = "  - { type: field_name_mapping, mapping: { f: [a, b] } }";
    expect(selected("{ f|neq: x }", mapping).condition).toBe(
      `${selected("[{ a|neq: x }]", mapping).condition}\n${selected("[{ b|neq: x }]", mapping).condition}`,
    );
  });

  it("get prefixes and suffixes, and mapped prefixes", () => {
    const change = `  - { type: field_name_prefix_mapping, mapping: { win.: ["w.", "v."] } }
  - { type: field_name_suffix, suffix: _s }
  - { type: field_name_prefix, prefix: p_, field_name_conditions: [{ type: include_fields, mode: re, fields: ["w.*"] }] }`;
    expect(selected("{ win.f: 1 }", change).condition).toBe(
      selected("[{ p_w.f_s: 1 }, { v.f_s: 1 }]", "  []").condition,
    );
  });

  it("of fields that values refer to are mapped", () => {
    const { condition } = selected("{ a|fieldref: b }", "  - { type: field_name_mapping, mapping: { b: c } }");
    expect(condition).toBe(selected("{ a|fieldref: c }", "  []").condition);
  });

  it("without a mapping are refused by strict_field_mapping_failure", () => {
    const strict = (field: string) =>
      selected(
        `{ ${field}: 1 }`,
        "  - { type: field_name_mapping, mapping: { a: b } }\n  - { type: strict_field_mapping_failure }",
      );
    expect(strict("a").errors).toEqual([]);
    expect(strict("z").errors).toEqual(["pipeline-failure"]);
  });
});

describe("values", () => {
  it.each([
    [
      "replace_string",
      String.raw`{ f: 'C:\Windows\*' }`,
      String.raw`  - { type: replace_string, regex: '^C:(\\)(?P<dir>\w+)', replacement: 'D:\1\g<dir>2' }`,
      String.raw`{ f: 'D:\Windows2\*' }`,
    ],
    [
      "replace_string, of texts between wildcards",
      "{ f: 'a*a' }",
      "  - { type: replace_string, regex: a, replacement: '*', skip_special: true }",
      String.raw`{ f: '\**\*' }`,
    ],
    [
      "replace_string, wildcards read",
      "{ f: 'a*a' }",
      "  - { type: replace_string, regex: a, replacement: '?', skip_special: true, interpret_special: true }",
      "{ f: '?*?' }",
    ],
    [
      "replace_string of a number",
      "{ f: 12 }",
      "  - { type: replace_string, regex: '1', replacement: x }",
      "{ f: x2 }",
    ],
    ["map_string", "{ f: [a, b] }", "  - { type: map_string, mapping: { a: [x, 'y*'] } }", "{ f: [x, 'y*', b] }"],
    ["case", "{ f|cased: aB }", "  - { type: case, method: upper }", "{ f|cased: AB }"],
    ["case, snake", "{ f|cased: aBcD }", "  - { type: case, method: snake_case }", "{ f|cased: a_bc_d }"],
    ["regex, by brackets", "{ f: 'a1.*?' }", "  - { type: regex }", String.raw`{ f|re: '[aA]1\..*.' }`],
    ["regex, by flag", "{ f: 'a.' }", "  - { type: regex, method: ignore_case_flag }", String.raw`{ f|re|i: 'a\.' }`],
    ["set_value", "{ f: [a, 1] }", "  - { type: set_value, value: 7 }", "{ f: [7, 7] }"],
    ["set_value, forced", "{ f: a }", "  - { type: set_value, value: 7, force_type: str }", "{ f: '7' }"],
    ["set_value of null", "{ f: a }", "  - { type: set_value, value: null }", "{ f: null }"],
    ["convert_type", "{ f: ['1', 2] }", "  - { type: convert_type, target_type: num }", "{ f: [1, 2] }"],
    ["convert_type, back", "{ f: 1.50 }", "  - { type: convert_type, target_type: str }", "{ f: '1.5' }"],
    ["wildcard_placeholders", "{ f|expand: 'a%x%b' }", "  - { type: wildcard_placeholders }", "{ f: 'a*b' }"],
    [
      "value_placeholders",
      "{ f|expand: '%admins%-%one%' }",
      "  - { type: value_placeholders }",
      "{ f: ['root-1', 'adm*-1'] }",
    ],
    [
      "value_placeholders, some",
      "{ f|expand: '%admins%%x%' }",
      "  - { type: value_placeholders, include: [admins] }\n  - { type: wildcard_placeholders, exclude: [y] }",
      "{ f: ['root*', 'adm**'] }",
    ],
    [
      "hashes_fields",
      `{ Hashes|contains: ['MD5=${"0".repeat(32)}', '${"1".repeat(40)}'] }`,
      "  - { type: hashes_fields, valid_hash_algos: [MD5, SHA1], field_prefix: File }",
      `[{ FileMD5: '${"0".repeat(32)}' }, { FileSHA1: '${"1".repeat(40)}' }]`,
    ],
    [
      "drop_detection_item",
      "{ f: 1, g: 2 }",
      "  - { type: drop_detection_item, field_name_conditions: [{ type: include_fields, fields: [f] }] }",
      "{ g: 2 }",
    ],
  ])("%s", (_what, before, change, after) => {
    const { condition, messages } = selected(before, change);
    expect(messages).toEqual([]);
    expect(condition).toBe(selected(after, "  []").condition);
  });

  it.each([
    ["drop_detection_item of all items", "{ f: 1 }", "  - { type: drop_detection_item }", "pipeline-failure"],
    ["convert_type of no number", "{ f: x }", "  - { type: convert_type, target_type: num }", "pipeline-failure"],
    [
      "value_placeholders without a value",
      "{ f|expand: '%x%' }",
      "  - { type: value_placeholders }",
      "placeholder-without-value",
    ],
    ["regex with a placeholder", "{ f|expand: '%x%' }", "  - { type: regex }", "placeholder-without-value"],
    [
      "hashes_fields of another algorithm",
      "{ Hashes: ['MD5=0'] }",
      "  - { type: hashes_fields, valid_hash_algos: [SHA1] }",
      "pipeline-failure",
    ],
    ["detection_item_failure", "{ f: x }", "  - { type: detection_item_failure, message: no }", "pipeline-failure"],
    ["rule_failure", "{ f: x }", "  - { type: rule_failure, message: no }", "pipeline-failure"],
  ])("%s refuses the rule", (_what, selection, change, code) => {
    const { condition, errors } = selected(selection, change);
    expect(condition).toBeUndefined();
    expect(new Set(errors)).toEqual(new Set([code]));
  });
});

// Expected is what pySigma 1.5 gives.
describe("extract_fields", () => {
  const extract = (selection: string, more = "") =>
    selected(selection, `  - { type: extract_fields, regex: '(?P<k>[^=]*)=(?P<v>.*)', field_prefix: p${more} }`)
      .condition;

  it("makes fields of the groups of a value, all of which have to hold", () => {
    expect(extract("{ f: 'a=b' }")).toBe(selected("{ p.k: a, p.v: b }", "").condition);
    expect(extract("{ f: ['a=b', 'c=d'] }")).toBe(selected("[{ p.k: a, p.v: b }, { p.k: c, p.v: d }]", "").condition);
    const both = ["{ p.k: a, p.v: b }", "{ p.k: c, p.v: d }"].map(
      (one) => `((${selected(one, "").condition?.split("\n").join(") and (")}))`,
    );
    expect(extract("{ f|all: ['a=b', 'c=d'] }")).toBe(both.join("\n"));
  });

  it.each([
    ["7", "7"],
    ["+7", "7"],
    ["1_0", "10"],
    ["1.50", "1.5"],
    ["1e3", "1000"],
    ["0", "0"],
    ["07", "'07'"],
    ["0.5", "'0.5'"],
    [".5", "0.5"],
    ["nan", "nan"],
    ["1e999", "'1e999'"],
    ["None", "null"],
    ["x*", "x*"],
    ["x\\*", "x\\*"],
  ])("the text %s is the value %s", (text, value) =>
    expect(extract(`{ f: 'a=${text}' }`)).toBe(selected(`{ p.k: a, p.v: ${value} }`, "").condition),
  );

  it("groups that took nothing are left out, and values that do not match, unless they are to stay", () => {
    expect(extract("{ f: '=b' }")).toBe(selected("{ p.v: b }", "").condition);
    expect(extract("{ f: [a, 'c=d'] }")).toBe(selected("{ p.k: c, p.v: d }", "").condition);
    expect(extract("{ f: [a, 'c=d'] }", ", preserve_unmatched: true")).toBe(
      selected("[{ f: a }, { p.k: c, p.v: d }]", "").condition,
    );
    expect(extract("{ f: [a, b] }")).toBe(selected("{ f: [a, b] }", "").condition);
    expect(extract("{ f: ['a=b', 1] }")).toBe(selected("{ f: ['a=b', 1] }", "").condition);
  });

  it("a negated item holds where one of the groups is another one", () => {
    expect(extract("{ f|neq: 'a=b' }")).toBe(selected("[{ p.k|neq: a }, { p.v|neq: b }]", "").condition);
  });

  it.each(["'(a)=(b)'", "'(?P<k>a'"])("%s is refused", (regex) => {
    expect(problems(`transformations:\n  - { type: extract_fields, regex: ${regex} }`)).toEqual(["2:5 invalid-regex"]);
  });
});

describe("rules", () => {
  it("get conditions, which patterns of names do not reach, with parts of the log source", () => {
    const added = `transformations:
  - type: add_condition
    conditions: { source: '$product-\${service}-$x', index: [1, 2] }
    template: true
    name: sel_added
`;
    const rule = `title: T
id: 0e95725d-7320-415d-80f7-004da920fc12
logsource: { product: windows, service: security }
detection:
  sel_a: { f: 1 }
  sel_b: { g: 1 }
  condition: 1 of sel*
`;
    expect(processed([added], rule).condition).toBe(
      processed(
        ["name: nothing"],
        rule
          .replace("1 of sel*", "sel_added and (sel_a or sel_b)")
          .replace("  sel_a", "  sel_added: { source: windows-security-$x, index: [1, 2] }\n  sel_a"),
      ).condition,
    );
  });

  it("are refused where a condition that is filled in for them cannot be read", () => {
    const added = "transformations:\n  - { type: add_condition, conditions: { f|base64: $product }, template: true }\n";
    expect(processed([added]).errors).toEqual([]);
    const { condition, errors } = processed([added], RULE.replace("product: windows", "product: 'a*b'"));
    expect([condition, errors]).toEqual([undefined, ["pipeline-failure"]]);
  });

  it("get conditions that must not hold", () => {
    expect(selected("{ f: 1 }", "  - { type: add_condition, conditions: { g: 2 }, negated: true }").condition).toMatch(
      /^not \(g == .*\nf == /,
    );
  });

  it("change their log source, state and attributes, which later items see", () => {
    const { condition, sigma } = selected(
      "{ f: 1 }",
      `  - { type: change_logsource, category: c }
  - { type: set_state, key: k, val: 3 }
  - { type: set_custom_attribute, attribute: a, value: v }
  - type: field_name_suffix
    suffix: _s
    rule_conditions:
      - { type: logsource, category: c }
      - { type: processing_state, key: k, val: 2, op: gt }
      - { type: rule_attribute, attribute: a, value: v }
  - { type: field_name_suffix, suffix: _t, rule_conditions: [{ type: logsource, product: windows }] }`,
    );
    expect(sigma?.logsource).toEqual({ category: "c" });
    expect(condition).toMatch(/^f_s\b/);
  });
});

describe("conditions", () => {
  const holds = (condition: string, kind = "rule", selection = "{ f: [abc, 'x*'] }") =>
    selected(
      selection,
      `  - { type: field_name_suffix, suffix: _s, ${kind}_conditions: [${condition}] }`,
      "level: medium\nstatus: test\ndate: 2024-05-01\ntags: [attack.t1059]\nauthor: me\n",
    ).condition?.startsWith("f_s") ?? false;

  it.each([
    ["{ type: logsource, product: windows, service: security }", true],
    ["{ type: logsource, product: linux }", false],
    ["{ type: contains_field, field: f }", true],
    ["{ type: contains_detection_item, field: f, value: abc }", true],
    ["{ type: contains_detection_item, field: f, value: ab }", false],
    ["{ type: is_sigma_rule }", true],
    ["{ type: is_sigma_correlation_rule }", false],
    ["{ type: tag, tag: attack.t1059 }", true],
    ["{ type: rule_attribute, attribute: level, value: low, op: gt }", true],
    ["{ type: rule_attribute, attribute: level, value: high, op: gte }", false],
    ["{ type: rule_attribute, attribute: status, value: experimental, op: gt }", true],
    ["{ type: rule_attribute, attribute: date, value: 2024-04-30, op: gt }", true],
    ["{ type: rule_attribute, attribute: author, value: me }", true],
    ["{ type: rule_attribute, attribute: tags, value: attack.t1059, op: in }", true],
    ["{ type: rule_attribute, attribute: nothing, value: x, op: ne }", false],
    ["{ type: processing_state, key: k, val: 1 }", false],
  ])("on rules: %s is %s", (condition, expected) => expect(holds(condition)).toBe(expected));

  it.each([
    ["{ type: match_string, cond: any, pattern: 'ab' }", true],
    ["{ type: match_string, cond: any, pattern: 'b' }", false],
    ["{ type: match_string, cond: all, pattern: '[ax]' }", true],
    ["{ type: match_string, cond: all, pattern: 'a', negate: true }", false],
    ["{ type: match_value, cond: any, value: abc }", true],
    ["{ type: contains_wildcard, cond: any }", true],
    ["{ type: contains_wildcard, cond: all }", false],
    ["{ type: is_null, cond: any }", false],
  ])("on items: %s is %s", (condition, expected) => expect(holds(condition, "detection_item")).toBe(expected));

  it("may be linked by or, negated, and named in an expression", () => {
    const change = (conditions: string) =>
      selected("{ f: 1 }", `  - type: field_name_suffix\n    suffix: _s\n${conditions}`).condition?.startsWith("f_s");
    const lists = "    rule_conditions: [{ type: logsource, product: linux }, { type: logsource, product: windows }]\n";
    expect(change(lists)).toBe(false);
    expect(change(`${lists}    rule_cond_op: or\n`)).toBe(true);
    expect(change(`${lists}    rule_cond_op: or\n    rule_cond_not: true\n`)).toBe(false);
    const named =
      "    rule_conditions: { a: { type: logsource, product: linux }, b: { type: logsource, product: windows } }\n";
    expect(change(`${named}    rule_cond_expr: not a and (b or a)\n`)).toBe(true);
    expect(change(`${named}    rule_cond_expr: a or a and b\n`)).toBe(false);
  });

  it("see which items were applied to rules, items and fields", () => {
    const change = (condition: string) =>
      selected(
        "{ f: 1, g: 2 }",
        `  - { id: map, type: field_name_mapping, mapping: { f: h } }
  - { type: field_name_suffix, suffix: _s, ${condition} }`,
      ).condition;
    expect(change("rule_conditions: [{ type: processing_item_applied, processing_item_id: map }]")).toMatch(
      /h_s.*g_s/s,
    );
    expect(change("detection_item_conditions: [{ type: processing_item_applied, processing_item_id: map }]")).toMatch(
      /h_s.*g\b/s,
    );
    expect(change("rule_conditions: [{ type: processing_item_applied, processing_item_id: nothing }]")).toMatch(
      /h\b.*g\b/s,
    );
  });

  it("of a nested pipeline hold for all its items", () => {
    const nested = (product: string) =>
      selected(
        "{ f: 1 }",
        `  - type: nest
    rule_conditions: [{ type: logsource, product: ${product} }]
    items:
      - { type: field_name_suffix, suffix: _a }
      - { type: field_name_suffix, suffix: _b }`,
      ).condition;
    expect(nested("windows")).toMatch(/^f_a_b/);
    expect(nested("linux")).toMatch(/^f\b/);
  });
});

it("pipelines run by their priority, whatever their order", () => {
  const suffix = (text: string, priority: number) =>
    `priority: ${priority}\ntransformations:\n  - { type: field_name_suffix, suffix: ${text} }\n`;
  const rule = RULE.replace(/fields.*\n/, "");
  expect(processed([suffix("_b", 20), suffix("_a", 10)], rule).condition).toContain("Image_a_b");
});

describe("pipelines that are refused", () => {
  it.each([
    ["no mapping", "- 3\n", "1:1 wrong-type"],
    ["nothing", "", "1:1 invalid-pipeline"],
    ["a key that is none", "transformation: []\n", "1:1 invalid-pipeline"],
    ["query postprocessing", "postprocessing: [{ type: embed }]\n", "1:17 pipeline-unsupported"],
    ["a finaliser", "finalizers: [{ type: concat }]\n", "1:13 pipeline-unsupported"],
    ["an unknown transformation", "transformations:\n  - { type: nonsense }\n", "2:5 invalid-pipeline"],
    [
      "a transformation that runs programs",
      "transformations:\n  - { type: command_placeholders, command: id }\n",
      "2:5 pipeline-unsupported",
    ],
    [
      "a misspelt key of a transformation",
      "transformations:\n  - { type: field_name_suffix, suffix: a, rule_condition: [] }\n",
      "2:43 invalid-pipeline",
    ],
    [
      "an unknown condition",
      "transformations:\n  - { type: field_name_suffix, suffix: a, rule_conditions: [{ type: x }] }\n",
      "2:61 invalid-pipeline",
    ],
    [
      "a regular expression that takes exponential time elsewhere",
      "transformations:\n  - { type: replace_string, regex: '(?=a)', replacement: b }\n",
      "2:5 invalid-regex",
    ],
    [
      "an expression with an unknown name",
      "transformations:\n  - { type: set_state, key: a, val: 1, rule_conditions: { x: { type: is_sigma_rule } }, rule_cond_expr: x and y }\n",
      "2:105 invalid-pipeline",
    ],
    [
      "an expression without one of the names",
      "transformations:\n  - { type: set_state, key: a, val: 1, rule_conditions: { x: { type: is_sigma_rule }, y: { type: is_sigma_rule } }, rule_cond_expr: x }\n",
      "2:133 invalid-pipeline",
    ],
    [
      "an expression of lists",
      "transformations:\n  - { type: set_state, key: a, val: 1, rule_conditions: [{ type: is_sigma_rule }], rule_cond_expr: x }\n",
      "2:57 invalid-pipeline",
    ],
  ])("%s", (_what, text, problem) => {
    const { pipeline } = parsePipeline({ file: "p.yml", text });
    expect(pipeline).toBeUndefined();
    expect(problems(text)[0]).toBe(problem);
  });

  it("deep nesting and deep expressions end in a diagnostic", () => {
    const nest = (depth: number): string =>
      depth === 0 ? "{ type: is_sigma_rule }" : `{ type: nest, items: [${nest(depth - 1)}] }`;
    expect(problems(`transformations: [${nest(40)}]`).join()).toContain("invalid-pipeline");
    const deep = `transformations:\n  - { type: set_state, key: a, val: 1, rule_conditions: { x: { type: is_sigma_rule } }, rule_cond_expr: "${"not ".repeat(10_000)}x" }\n`;
    expect(problems(deep).join()).toContain("invalid-pipeline");
  });
});
