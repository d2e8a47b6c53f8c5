// Every name that pipelines of pySigma 1.5 may use is known here: read, or refused by that name (sigma.processing of pySigma: `transformations`,
// `rule_conditions`, `detection_item_conditions`, `field_name_conditions`, `query_postprocessing_transformations`, `finalizers`).

import { describe, expect, it } from "vitest";
import { parsePipeline } from "../../../src/formats/sigma/index.js";

const READ = [
  "field_name_mapping field_name_prefix_mapping field_name_suffix field_name_prefix strict_field_mapping_failure",
  "add_field remove_field set_field drop_detection_item detection_item_failure rule_failure",
  "hashes_fields extract_fields replace_string map_string regex set_value convert_type case",
  "wildcard_placeholders value_placeholders add_condition change_logsource set_state set_custom_attribute nest",
].flatMap((names) => names.split(" "));

const REFUSED = [
  "field_name_transform",
  "query_expression_placeholders",
  "file_placeholders",
  "http_placeholders",
  "command_placeholders",
];

const CONDITIONS = {
  rule: "logsource contains_detection_item contains_field processing_item_applied processing_state is_sigma_rule is_sigma_correlation_rule rule_attribute tag",
  detection_item: "match_string match_value contains_wildcard is_null processing_item_applied processing_state",
  field_name: "include_fields exclude_fields processing_item_applied processing_state",
};

const messages = (text: string) => parsePipeline({ file: "p.yml", text }).diagnostics.map(({ message }) => message);
const codes = (text: string) => parsePipeline({ file: "p.yml", text }).diagnostics.map(({ code }) => code);

describe("transformations", () => {
  it("are all of pySigma's", () => expect(READ.length + REFUSED.length).toBe(31));

  it.each(READ)("%s is read", (name) => {
    const found = messages(`transformations: [{ type: ${name} }]`);
    expect(found.filter((message) => message.includes("transformation"))).toEqual([]);
  });

  it.each(REFUSED)("%s is refused by name", (name) => {
    expect(codes(`transformations: [{ type: ${name} }]`)).toEqual(["pipeline-unsupported"]);
    expect(messages(`transformations: [{ type: ${name} }]`).join()).toContain(`"${name}"`);
  });

  it("another name is no transformation", () => {
    expect(messages("transformations: [{ type: turn_around }]").join()).toContain(
      'found the transformation "turn_around"',
    );
  });
});

describe.each(Object.entries(CONDITIONS))("conditions of the kind %s", (kind, names) => {
  it.each(names.split(" "))("%s is read", (name) => {
    const found = messages(`transformations: [{ type: drop_detection_item, ${kind}_conditions: [{ type: ${name} }] }]`);
    expect(found.filter((message) => message.includes("found the condition"))).toEqual([]);
  });

  it("another name is no condition", () => {
    const text = `transformations: [{ type: drop_detection_item, ${kind}_conditions: [{ type: by_luck }] }]`;
    expect(messages(text).join()).toContain('found the condition "by_luck"');
  });
});

it.each("embed simple_template template json replace nest".split(" "))(
  "query postprocessing, %s for one, is refused by its key",
  (name) =>
    expect(messages(`postprocessing: [{ type: ${name} }]`)).toEqual([
      "postprocessing changes queries, and there are none here",
    ]),
);

it.each("concat json yaml template nested".split(" "))("finalizers, %s for one, are refused by their key", (name) =>
  expect(messages(`finalizers: [{ type: ${name} }]`)).toEqual(["finalizers changes queries, and there are none here"]),
);
