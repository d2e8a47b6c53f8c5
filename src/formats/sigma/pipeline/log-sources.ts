// Which events are of a log source. Names are those of Sigma's taxonomy; a shape says where an event has them.

/** A kind of events that are of a log source. */
export interface EventKind {
  /** Fields and the values of which they have one, compared without case; `present` is any value but null. */
  readonly where: Readonly<Record<string, readonly (string | number)[] | "present">>;
  /** Set where these events have less than the taxonomy has. */
  readonly fields?: KindFields;
}

/** What these events have of the fields that rules of the log source know. All others are missing there. */
export interface KindFields {
  /** Fields of the same name and meaning. */
  readonly same: readonly string[];
  /** Fields of another name: the rule's name to the event's. */
  readonly renamed: Readonly<Record<string, string>>;
  /** Fields whose values mean something else here: rules that ask for one are not for these events. */
  readonly different: readonly string[];
}

/** A log source, and its events: those of any of the kinds. */
export interface LogSourceRow {
  readonly product: string;
  readonly category?: string;
  readonly service?: string;
  readonly kinds: readonly EventKind[];
  /** Where it is written that these are the events. */
  readonly source: string;
}

const TAXONOMY = "https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-appendix-taxonomy.md";
const SYSMON = "Microsoft-Windows-Sysmon/Operational";
const POWERSHELL = ["Microsoft-Windows-PowerShell/Operational", "PowerShellCore/Operational"];

/** Event ids of Sysmon by category. `file_delete` has 26, too: a file that was deleted and not kept. */
const SYSMON_CATEGORIES: Readonly<Record<string, readonly number[]>> = {
  file_change: [2],
  network_connection: [3],
  sysmon_status: [4, 16],
  process_termination: [5],
  driver_load: [6],
  image_load: [7],
  create_remote_thread: [8],
  raw_access_thread: [9],
  process_access: [10],
  file_event: [11],
  registry_event: [12, 13, 14],
  registry_add: [12],
  registry_delete: [12],
  registry_set: [13],
  registry_rename: [14],
  create_stream_hash: [15],
  pipe_created: [17, 18],
  wmi_event: [19, 20, 21],
  dns_query: [22],
  file_delete: [23, 26],
  clipboard_capture: [24],
  process_tampering: [25],
  file_delete_detected: [26],
  file_block_executable: [27],
  file_block_shredding: [28],
  file_executable_detected: [29],
  sysmon_error: [255],
};

const POWERSHELL_CATEGORIES: Readonly<Record<string, readonly [readonly string[], number]>> = {
  ps_classic_start: [["Windows PowerShell"], 400],
  ps_classic_provider_start: [["Windows PowerShell"], 600],
  ps_classic_script: [["Windows PowerShell"], 800],
  ps_module: [POWERSHELL, 4103],
  ps_script: [POWERSHELL, 4104],
};

/** Channels of Windows by service. */
const SERVICES: Readonly<Record<string, readonly string[]>> = {
  application: ["Application"],
  "application-experience": [
    "Microsoft-Windows-Application-Experience/Program-Telemetry",
    "Microsoft-Windows-Application-Experience/Program-Compatibility-Assistant",
  ],
  applocker: [
    "Microsoft-Windows-AppLocker/MSI and Script",
    "Microsoft-Windows-AppLocker/EXE and DLL",
    "Microsoft-Windows-AppLocker/Packaged app-Deployment",
    "Microsoft-Windows-AppLocker/Packaged app-Execution",
  ],
  "appmodel-runtime": ["Microsoft-Windows-AppModel-Runtime/Admin"],
  "appxdeployment-server": ["Microsoft-Windows-AppXDeploymentServer/Operational"],
  "appxpackaging-om": ["Microsoft-Windows-AppxPackaging/Operational"],
  bitlocker: ["Microsoft-Windows-BitLocker/BitLocker Management"],
  "bits-client": ["Microsoft-Windows-Bits-Client/Operational"],
  capi2: ["Microsoft-Windows-CAPI2/Operational"],
  "certificateservicesclient-lifecycle-system": [
    "Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational",
  ],
  "codeintegrity-operational": ["Microsoft-Windows-CodeIntegrity/Operational"],
  dhcp: ["Microsoft-Windows-DHCP-Server/Operational"],
  "diagnosis-scripted": ["Microsoft-Windows-Diagnosis-Scripted/Operational"],
  // The taxonomy has the name that the Event Viewer shows; events have the other one.
  "dns-client": ["Microsoft-Windows-DNS Client Events/Operational", "Microsoft-Windows-DNS-Client/Operational"],
  "dns-server": ["DNS Server"],
  "dns-server-analytic": ["Microsoft-Windows-DNS-Server/Analytical"],
  "dns-server-audit": ["Microsoft-Windows-DNS-Server/Audit"],
  "driver-framework": ["Microsoft-Windows-DriverFrameworks-UserMode/Operational"],
  "firewall-as": ["Microsoft-Windows-Windows Firewall With Advanced Security/Firewall"],
  "hyper-v-worker": ["Microsoft-Windows-Hyper-V-Worker"],
  "iis-configuration": ["Microsoft-IIS-Configuration/Operational"],
  "kernel-event-tracing": ["Microsoft-Windows-Kernel-EventTracing"],
  "kernel-shimengine": [
    "Microsoft-Windows-Kernel-ShimEngine/Operational",
    "Microsoft-Windows-Kernel-ShimEngine/Diagnostic",
  ],
  ldap: ["Microsoft-Windows-LDAP-Client/Debug"],
  "lsa-server": ["Microsoft-Windows-LSA/Operational"],
  "msexchange-management": ["MSExchange Management"],
  ntfs: ["Microsoft-Windows-Ntfs/Operational"],
  ntlm: ["Microsoft-Windows-NTLM/Operational"],
  openssh: ["OpenSSH/Operational"],
  powershell: POWERSHELL,
  "powershell-classic": ["Windows PowerShell"],
  "printservice-admin": ["Microsoft-Windows-PrintService/Admin"],
  "printservice-operational": ["Microsoft-Windows-PrintService/Operational"],
  security: ["Security"],
  "security-mitigations": [
    "Microsoft-Windows-Security-Mitigations/Kernel Mode",
    "Microsoft-Windows-Security-Mitigations/User Mode",
  ],
  sense: ["Microsoft-Windows-SENSE/Operational"],
  "servicebus-client": ["Microsoft-ServiceBus-Client/Operational", "Microsoft-ServiceBus-Client/Admin"],
  "shell-core": ["Microsoft-Windows-Shell-Core/Operational"],
  "smbclient-security": ["Microsoft-Windows-SmbClient/Security"],
  sysmon: [SYSMON],
  system: ["System"],
  taskscheduler: ["Microsoft-Windows-TaskScheduler/Operational"],
  "terminalservices-localsessionmanager": ["Microsoft-Windows-TerminalServices-LocalSessionManager/Operational"],
  vhdmp: ["Microsoft-Windows-VHDMP/Operational"],
  windefend: ["Microsoft-Windows-Windows Defender/Operational"],
  wmi: ["Microsoft-Windows-WMI-Activity/Operational"],
};

/** Services that the taxonomy has not, as the configuration of SigmaHQ's THOR has them (tests/thor.yml of SigmaHQ/sigma). */
const MORE_SERVICES: Readonly<Record<string, readonly string[]>> = {
  "microsoft-servicebus-client": ["Microsoft-ServiceBus-Client", "Microsoft-ServiceBus-Client/Operational"],
  "smbclient-connectivity": ["Microsoft-Windows-SmbClient/Connectivity"],
  "smbserver-connectivity": ["Microsoft-Windows-SMBServer/Connectivity"],
};

/**
 * A created process as the Security log has it: names from pySigma's pipeline for audit logs. Sysmon's ProcessId is NewProcessId
 * there, and ProcessId its parent's; users and integrity levels are written in another way.
 */
const PROCESS_CREATED: EventKind = {
  where: { Channel: ["Security"], EventID: [4688] },
  fields: {
    same: ["CommandLine", "Channel", "EventID", "Computer", "ComputerName"],
    renamed: { Image: "NewProcessName", ParentImage: "ParentProcessName" },
    different: ["ProcessId", "ParentProcessId", "User", "ParentUser", "LogonId", "IntegrityLevel", "Provider_Name"],
  },
};

function channels(names: Readonly<Record<string, readonly string[]>>, source: string): LogSourceRow[] {
  return Object.entries(names).map(([service, Channel]) => ({
    product: "windows",
    service,
    kinds: [{ where: { Channel } }],
    source,
  }));
}

export const LOG_SOURCES: readonly LogSourceRow[] = [
  {
    product: "windows",
    category: "process_creation",
    kinds: [{ where: { Channel: [SYSMON], EventID: [1] } }, PROCESS_CREATED],
    source: `${TAXONOMY} and https://github.com/SigmaHQ/pySigma-pipeline-windows`,
  },
  ...Object.entries(SYSMON_CATEGORIES).map(([category, EventID]) => ({
    product: "windows",
    category,
    kinds: [{ where: { Channel: [SYSMON], EventID } }],
    source: TAXONOMY,
  })),
  ...Object.entries(POWERSHELL_CATEGORIES).map(([category, [Channel, id]]) => ({
    product: "windows",
    category,
    kinds: [{ where: { Channel, EventID: [id] } }],
    source: TAXONOMY,
  })),
  // Traces of the kernel, which no channel has.
  ...["file_access", "file_rename"].map((category) => ({
    product: "windows",
    category,
    kinds: [{ where: { Provider_Name: ["Microsoft-Windows-Kernel-File"] } }],
    source: TAXONOMY,
  })),
  ...channels(SERVICES, TAXONOMY),
  ...channels(MORE_SERVICES, "https://github.com/SigmaHQ/sigma/blob/master/tests/thor.yml"),
  {
    product: "aws",
    service: "cloudtrail",
    kinds: [{ where: { eventSource: "present", eventName: "present" } }],
    source:
      "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html",
  },
];
