// Where events of one shipper have the fields of Sigma's taxonomy.

/** The names of a field in an event. Several: an event has one of them. */
export type Names = string | readonly string[];

/** How the events of a product look. */
export interface Shape {
  /** Fields that are elsewhere than `prefix` says. */
  readonly fields: Readonly<Record<string, Names>>;
  /** Where all other fields are; absent: at the top of the event. */
  readonly prefix?: string;
  /** Fields are in objects, not in keys with dots. */
  readonly nested: boolean;
  /** Who writes events so. */
  readonly source: string;
}

/** JSON with the data of an event at its top, as NXLog, Winlogbeat with flattening and OTRF's Security-Datasets have it. */
const FLAT: Shape = {
  fields: { Provider_Name: ["Provider_Name", "SourceName"], ComputerName: ["ComputerName", "Computer", "Hostname"] },
  nested: false,
  source: "https://docs.nxlog.co/refman/current/im/msvistalog.html",
};

const SYSTEM = "Event.System.";

/** Data whose names have a space in the events of Windows Defender, and none in rules. */
const WITH_SPACE: Readonly<Record<string, string>> = {
  ThreatName: "Threat Name",
  SourceName: "Source Name",
  ProcessName: "Process Name",
  CategoryName: "Category Name",
  SeverityName: "Severity Name",
  NewValue: "New Value",
  OldValue: "Old Value",
};

/** Data that events of WMI-Activity have under an element of their own. */
const WMI = ["Operation", "PossibleCause", "ResultCode", "Component", "ClientMachine"];

function dataOf(name: string, other: string): readonly string[] {
  return [`Event.EventData.${name}`, `Event.${other}`];
}

/** The XML of an event as JSON: attributes under `#attributes`, text beside them under `#text` (the evtx_dump of omerbenamram/evtx). */
const EVTX: Shape = {
  fields: {
    Channel: `${SYSTEM}Channel`,
    EventID: [`${SYSTEM}EventID`, `${SYSTEM}EventID.#text`],
    Provider_Name: `${SYSTEM}Provider.#attributes.Name`,
    ComputerName: `${SYSTEM}Computer`,
    Computer: `${SYSTEM}Computer`,
    Level: `${SYSTEM}Level`,
    Keywords: `${SYSTEM}Keywords`,
    Opcode: `${SYSTEM}Opcode`,
    // Events without named data have a list, which evtx_dump writes as the text of one element.
    Data: ["Event.EventData.Data", "Event.EventData.Data.#text"],
    ...Object.fromEntries(
      Object.entries(WITH_SPACE).map(([name, written]) => [name, dataOf(name, `EventData.${written}`)]),
    ),
    ...Object.fromEntries(WMI.map((name) => [name, dataOf(name, `UserData.Operation_ClientFailure.${name}`)])),
  },
  prefix: "Event.EventData.",
  nested: true,
  source: "https://github.com/SigmaHQ/sigma/tree/master/regression_data",
};

/** Winlogbeat up to version 6. */
const WINLOGBEAT_6: Shape = {
  fields: {
    Channel: "log_name",
    EventID: "event_id",
    Provider_Name: "source_name",
    ComputerName: "computer_name",
    Computer: "computer_name",
    Message: "message",
    Level: "level",
    Keywords: "keywords",
  },
  prefix: "event_data.",
  nested: true,
  source: "https://www.elastic.co/guide/en/beats/winlogbeat/6.8/exported-fields-eventlog.html",
};

/**
 * Winlogbeat from version 7, with the Elastic Common Schema where its modules for Sysmon, Security and PowerShell ran, and with
 * `winlog.event_data` where not. Only fields whose values the modules keep are looked for in both.
 */
const ECS: Shape = {
  fields: {
    Channel: "winlog.channel",
    EventID: ["event.code", "winlog.event_id"],
    Provider_Name: ["winlog.provider_name", "event.provider"],
    ComputerName: "winlog.computer_name",
    Computer: "winlog.computer_name",
    Message: "message",
    Image: ["process.executable", "winlog.event_data.Image"],
    CommandLine: ["process.command_line", "winlog.event_data.CommandLine"],
    CurrentDirectory: ["process.working_directory", "winlog.event_data.CurrentDirectory"],
    ParentImage: ["process.parent.executable", "winlog.event_data.ParentImage"],
    ParentCommandLine: ["process.parent.command_line", "winlog.event_data.ParentCommandLine"],
    NewProcessName: ["process.executable", "winlog.event_data.NewProcessName"],
    ParentProcessName: ["process.parent.executable", "winlog.event_data.ParentProcessName"],
    OriginalFileName: [
      "process.pe.original_file_name",
      "file.pe.original_file_name",
      "winlog.event_data.OriginalFileName",
    ],
    Company: ["process.pe.company", "file.pe.company", "winlog.event_data.Company"],
    Product: ["process.pe.product", "file.pe.product", "winlog.event_data.Product"],
    Description: ["process.pe.description", "file.pe.description", "winlog.event_data.Description"],
    FileVersion: ["process.pe.file_version", "file.pe.file_version", "winlog.event_data.FileVersion"],
    SourceImage: ["process.executable", "winlog.event_data.SourceImage"],
    TargetFilename: ["file.path", "winlog.event_data.TargetFilename"],
    ImageLoaded: ["file.path", "winlog.event_data.ImageLoaded"],
    TargetObject: ["registry.path", "winlog.event_data.TargetObject"],
    PipeName: ["file.name", "winlog.event_data.PipeName"],
    QueryName: ["dns.question.name", "winlog.event_data.QueryName"],
    SourceIp: ["source.ip", "winlog.event_data.SourceIp"],
    SourcePort: ["source.port", "winlog.event_data.SourcePort"],
    DestinationIp: ["destination.ip", "winlog.event_data.DestinationIp"],
    DestinationPort: ["destination.port", "winlog.event_data.DestinationPort"],
    DestinationHostname: ["destination.domain", "winlog.event_data.DestinationHostname"],
    ScriptBlockText: ["powershell.file.script_block_text", "winlog.event_data.ScriptBlockText"],
  },
  prefix: "winlog.event_data.",
  nested: true,
  source: "https://github.com/SigmaHQ/pySigma-backend-elasticsearch/blob/main/sigma/pipelines/elasticsearch/windows.py",
};

/** A pipeline that ships along: the shapes of products, and the log sources of `LOG_SOURCES` for these. */
export type Shapes = Readonly<Record<string, Shape>>;

/** CloudTrail's own records: rules have their names. */
const CLOUDTRAIL: Shape = {
  fields: {},
  nested: true,
  source: "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html",
};

export const SHIPPED = {
  windows: { windows: FLAT, aws: CLOUDTRAIL },
  evtx: { windows: EVTX },
  ecs: { windows: ECS },
  "winlogbeat-6": { windows: WINLOGBEAT_6 },
  cloudtrail: { aws: CLOUDTRAIL },
} as const satisfies Record<string, Shapes>;

export type ShippedPipeline = keyof typeof SHIPPED;
