// The pipelines that ship along: routes of log sources, and names of fields.

import { describe, expect, it } from "vitest";
import {
  type Pipeline,
  parse,
  parsePipeline,
  pipelineStep,
  type SigmaOptions,
  shippedPipeline,
  shippedPipelines,
} from "../../../src/formats/sigma/index.js";
import { judge } from "./judge.js";

const SYSMON = "Microsoft-Windows-Sysmon/Operational";
const WHOAMI = "C:\\Windows\\System32\\whoami.exe";

function ruleFor(logsource: string, detection: string): string {
  return `title: T\nid: 11111111-2222-4333-8444-555555555555\nlogsource: { ${logsource} }\ndetection:\n  ${detection}\n`;
}
const process = (detection: string) => ruleFor("product: windows, category: process_creation", detection);
const whoami = process("s: { Image|endswith: '\\whoami.exe' }\n  condition: s");
const windows: SigmaOptions = { pipeline: "windows" };

function diagnosticsOf(text: string, options: SigmaOptions) {
  return parse({ file: "r.yml", text }, options).diagnostics.map(({ code }) => code);
}

describe("log sources", () => {
  it("a created process is Sysmon's event 1", () => {
    expect(judge(whoami, { Channel: SYSMON, EventID: 1, Image: WHOAMI }, windows)).toBe(true);
    expect(judge(whoami, { Channel: SYSMON.toLowerCase(), EventID: "1", Image: WHOAMI }, windows)).toBe(true);
    expect(judge(whoami, { Channel: SYSMON, EventID: 5, Image: WHOAMI }, windows)).toBe(false);
    expect(judge(whoami, { Channel: "Application", EventID: 1, Image: WHOAMI }, windows)).toBe(false);
    expect(judge(whoami, { Image: WHOAMI }, windows)).toBe(false);
  });

  it("without a pipeline every event is judged", () => {
    expect(judge(whoami, { Image: WHOAMI })).toBe(true);
  });

  it("a created process is event 4688 of the Security log, too, under other names", () => {
    expect(judge(whoami, { Channel: "Security", EventID: 4688, NewProcessName: WHOAMI }, windows)).toBe(true);
    expect(judge(whoami, { Channel: "Security", EventID: 4689, NewProcessName: WHOAMI }, windows)).toBe(false);
    const orphan = process("s: { Image|contains: whoami, ParentImage: null }\n  condition: s");
    const event = { Channel: "Security", EventID: 4688, NewProcessName: WHOAMI };
    expect(judge(orphan, event, windows)).toBe(true);
    expect(judge(orphan, { ...event, ParentProcessName: "x" }, windows)).toBe(false);
  });

  it("rules that ask for what 4688 says in another way are for Sysmon alone", () => {
    const event = { Channel: "Security", EventID: 4688, NewProcessName: WHOAMI, ProcessId: "0x1" };
    const ids = process("s: { Image|contains: whoami, ProcessId: '0x1' }\n  condition: s");
    expect(judge(ids, event, windows)).toBe(false);
    expect(judge(ids, { Channel: SYSMON, EventID: 1, Image: WHOAMI, ProcessId: "0x1" }, windows)).toBe(true);
  });

  it("what 4688 lacks is missing, and no reason for a match", () => {
    const event = { Channel: "Security", EventID: 4688, NewProcessName: WHOAMI };
    const either = process("a: { Image|contains: whoami }\n  b: { OriginalFileName: x }\n  condition: a or b");
    expect(judge(either, event, windows)).toBe(true);
    const renamed = process("a: { Image|contains: whoami }\n  b: { OriginalFileName: x }\n  condition: a and not b");
    expect(judge(renamed, event, windows)).toBe(false);
    expect(judge(renamed, { Channel: SYSMON, EventID: 1, Image: WHOAMI }, windows)).toBe(true);
    const double = process("a: { Image|contains: whoami }\n  b: { Company: null }\n  condition: a and not (not b)");
    expect(judge(double, event, windows)).toBe(false);
  });

  it("a service is its channels", () => {
    const rule = ruleFor("product: windows, service: powershell", "s: { EventID: 4104 }\n  condition: s");
    expect(judge(rule, { Channel: "PowerShellCore/Operational", EventID: 4104 }, windows)).toBe(true);
    expect(judge(rule, { Channel: "Windows PowerShell", EventID: 4104 }, windows)).toBe(false);
  });

  it("reading a file is a trace of the kernel", () => {
    const rule = ruleFor("product: windows, category: file_access", "s: { FileName: x }\n  condition: s");
    expect(judge(rule, { Provider_Name: "Microsoft-Windows-Kernel-File", FileName: "x" }, windows)).toBe(true);
    expect(judge(rule, { Channel: SYSMON, EventID: 11, FileName: "x" }, windows)).toBe(false);
  });

  it("CloudTrail's events have a source and a name", () => {
    const rule = ruleFor("product: aws, service: cloudtrail", "s: { eventName: StopLogging }\n  condition: s");
    const event = { eventSource: "cloudtrail.amazonaws.com", eventName: "StopLogging" };
    for (const pipeline of ["windows", "cloudtrail"] as const) {
      expect(judge(rule, event, { pipeline })).toBe(true);
      expect(judge(rule, { eventName: "StopLogging" }, { pipeline })).toBe(false);
    }
  });

  it("one that is not known is warned of once, and its rules look at every event", () => {
    const text = [1, 2].map((n) =>
      ruleFor("product: linux, service: auditd", "s: { type: EXECVE }\n  condition: s").replace(
        "11111111",
        `1111111${n}`,
      ),
    );
    expect(diagnosticsOf(text.join("---\n"), windows)).toEqual(["unknown-log-source"]);
    expect(judge(text[0] as string, { type: "EXECVE" }, windows)).toBe(true);
    expect(diagnosticsOf(whoami, { pipeline: "cloudtrail" })).toEqual(["unknown-log-source"]);
  });

  it("a pinned one is not tested, and rules of another one are left out", () => {
    const pinned = (logSource: NonNullable<SigmaOptions["logSource"]>): SigmaOptions => ({ ...windows, logSource });
    const exact = pinned({ product: "windows", category: "process_creation" });
    expect(judge(whoami, { Image: WHOAMI }, exact)).toBe(true);
    expect(judge(whoami, { NewProcessName: WHOAMI }, exact)).toBe(true);
    expect(judge(whoami, { Image: WHOAMI }, pinned({ product: "windows" }))).toBe(false);
    expect(parse({ file: "r.yml", text: whoami }, pinned({ product: "linux" })).rules).toEqual([]);
    expect(parse({ file: "r.yml", text: whoami }, pinned({ category: "file_event" })).rules).toEqual([]);
  });
});

describe("shapes", () => {
  const provider = ruleFor(
    "product: windows, service: system",
    "s: { Provider_Name: p, EventID: 7, ServiceName|startswith: X, Y|fieldref: ServiceName }\n  condition: s",
  );
  const data = { ServiceName: "xy", Y: "xy" };
  const events = {
    windows: { Channel: "System", EventID: 7, SourceName: "p", ...data },
    evtx: {
      Event: { System: { Channel: "System", EventID: 7, Provider: { "#attributes": { Name: "p" } } }, EventData: data },
    },
    ecs: { event: { code: "7" }, winlog: { channel: "System", provider_name: "p", event_data: data } },
    "winlogbeat-6": { log_name: "System", event_id: 7, source_name: "p", event_data: data },
  };

  it.each(Object.entries(events))("%s has the fields of rules", (name, event) => {
    for (const pipeline of Object.keys(events) as (keyof typeof events)[]) {
      expect(judge(provider, event, { pipeline })).toBe(pipeline === name);
    }
  });

  it("ids of EVTX may have qualifiers beside them", () => {
    const event = structuredClone(events.evtx) as { Event: { System: { EventID: unknown } } };
    event.Event.System.EventID = { "#attributes": { Qualifiers: 16384 }, "#text": 7 };
    expect(judge(provider, event, { pipeline: "evtx" })).toBe(true);
  });

  it("data of Windows Defender and of WMI is where their events have it", () => {
    const defender = ruleFor("product: windows, service: windefend", "s: { ThreatName: x }\n  condition: s");
    const System = { Channel: "Microsoft-Windows-Windows Defender/Operational", EventID: 1116 };
    const evtx: SigmaOptions = { pipeline: "evtx" };
    expect(judge(defender, { Event: { System, EventData: { "Threat Name": "x" } } }, evtx)).toBe(true);
    expect(judge(defender, { Event: { System, EventData: { "Threat ID": "x" } } }, evtx)).toBe(false);
    const wmi = ruleFor("product: windows, service: wmi", "s: { Operation|contains: x }\n  condition: s");
    const Channel = "Microsoft-Windows-WMI-Activity/Operational";
    const failure = { Operation_ClientFailure: { Operation: "axb" } };
    expect(judge(wmi, { Event: { System: { Channel, EventID: 5858 }, UserData: failure } }, evtx)).toBe(true);
  });

  it("every mapped field keeps its name and what renamed it", () => {
    const { sigma } = parse({ file: "r.yml", text: provider }, { pipeline: "evtx" });
    const selection = sigma[0]?.detection.selections.get("s");
    const items = selection?.type === "item" ? [selection] : (selection?.children ?? []);
    expect(items.map((item) => item.type === "item" && [item.mappedFrom, item.mappedBy, item.field])).toEqual([
      ["Provider_Name", "evtx", "Event.System.Provider.#attributes.Name"],
      ["EventID", "evtx", "Event.System.EventID"],
      ["ServiceName", "evtx", "Event.EventData.ServiceName"],
      ["Y", "evtx", "Event.EventData.Y"],
    ]);
  });

  const mixed = (text: string, more: string): SigmaOptions => {
    const files = text.split("---\n").map((part) => parsePipeline({ file: "p.yml", text: part }).pipeline as Pipeline);
    return { steps: [pipelineStep([shippedPipeline(more as "windows"), ...files])] };
  };

  it("files after a shipped one map its names, all of a field and those of scopes too", () => {
    const mapping = "{ Channel: channel, NewProcessName: program, EventID: [id, code] }";
    const options = mixed(`transformations: [{ type: field_name_mapping, mapping: ${mapping} }]`, "windows");
    expect(judge(whoami, { channel: SYSMON, id: 1, Image: WHOAMI }, options)).toBe(true);
    expect(judge(whoami, { channel: "Security", code: 4688, program: WHOAMI }, options)).toBe(true);
    expect(judge(whoami, { channel: "Security", code: 4688, NewProcessName: WHOAMI }, options)).toBe(false);
    expect(judge(whoami, { Channel: SYSMON, EventID: 1, Image: WHOAMI }, options)).toBe(false);
  });

  it("a field without a value is missing under all of the names that files gave it", () => {
    const orphan = process("s: { Image|contains: whoami, ParentImage: null }\n  condition: s");
    const mapping = "{ ParentProcessName: parent }";
    const options = mixed(`transformations: [{ type: field_name_mapping, mapping: ${mapping} }]`, "windows");
    expect(judge(orphan, { Channel: SYSMON, EventID: 1, Image: WHOAMI }, options)).toBe(true);
    expect(judge(orphan, { Channel: SYSMON, EventID: 1, Image: WHOAMI, ParentImage: "x" }, options)).toBe(false);
    expect(judge(orphan, { Channel: "Security", EventID: 4688, Image: WHOAMI, parent: "x" }, options)).toBe(false);
  });

  it("pipelines on both sides of a shipped one share vars and what they note, as all do", () => {
    const before = `priority: -1
vars: { tools: [whoami, hostname] }
transformations: [{ id: first, type: set_state, key: seen, val: true }]
`;
    const after = `priority: 1
vars: { shells: [cmd] }
transformations:
  - { type: value_placeholders, rule_conditions: [{ type: processing_state, key: seen, val: true }] }
  - { type: field_name_suffix, suffix: _x, detection_item_conditions: [{ type: processing_item_applied, processing_item_id: evtx }] }
`;
    const rule = process("s: { Image|expand: ['%tools%', '%shells%'] }\n  condition: s");
    const options = mixed(`${after}---\n${before}`, "evtx");
    const event = (Image_x: string) => ({
      Event: { System: { Channel_x: SYSMON, EventID_x: 1 }, EventData: { Image_x } },
    });
    for (const tool of ["whoami", "hostname", "cmd"]) expect(judge(rule, event(tool), options)).toBe(true);
    expect(judge(rule, event("sh"), options)).toBe(false);
  });

  it("fields that a shipped one mapped are mapped for strict_field_mapping_failure", () => {
    const strict = "transformations: [{ type: strict_field_mapping_failure }]";
    expect(diagnosticsOf(whoami, mixed(strict, "evtx"))).toEqual([]);
    expect(diagnosticsOf(whoami, mixed(strict, "cloudtrail"))).toContain("pipeline-failure");
  });

  it("a rule says of each renamed field what it is in the rule, under which names it is looked for, and by what", () => {
    const options = mixed(
      "transformations: [{ id: mine, type: field_name_mapping, mapping: { Image: path } }]",
      "windows",
    );
    const renamedIn = (text: string, chosen?: typeof options) =>
      parse({ file: "r.yml", text }, chosen).rules.map(({ renamed }) => renamed);
    expect(renamedIn(whoami, options)).toEqual([[{ name: "Image", fields: ["path", "NewProcessName"], by: "mine" }]]);
    expect(renamedIn(provider, { pipeline: "evtx" }).flat()).toContainEqual({
      name: "EventID",
      fields: ["Event.System.EventID", "Event.System.EventID.#text"],
      by: "evtx",
    });
    expect(renamedIn(whoami)).toEqual([undefined]);
  });

  it("are all known by name", () => {
    expect(shippedPipelines).toEqual(["windows", "evtx", "ecs", "winlogbeat-6", "cloudtrail"]);
  });
});
