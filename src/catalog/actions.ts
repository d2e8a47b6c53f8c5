// Which field of an event says what was done, for the kinds of logs that have one. Rules that ask it for one and the same value
// look for one and the same action.

/** Where a kind of log has its action. */
export interface ActionField {
  /** The kind of log, the same for all vendors. */
  readonly platform: string;
  /** Log types of rules as their formats name them: Panther's, Sigma's product/category/service. A trailing `*` stands for any ending. */
  readonly logTypes: readonly string[];
  /** Paths as pages show them. */
  readonly fields: readonly string[];
  /** The same value is another action in each log type, as with event ids of Windows channels. */
  readonly eachLogType?: true;
  /** Where the field is documented. */
  readonly source: string;
}

export const ACTION_FIELDS: readonly ActionField[] = [
  {
    platform: "AWS CloudTrail",
    logTypes: ["AWS.CloudTrail", "aws/cloudtrail"],
    fields: ["eventName"],
    source:
      "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html",
  },
  {
    platform: "Okta System Log",
    logTypes: ["Okta.SystemLog", "okta/okta"],
    fields: ["eventType"],
    source: "https://developer.okta.com/docs/reference/api/event-types/",
  },
  {
    platform: "Google Cloud audit logs",
    logTypes: ["GCP.AuditLog", "gcp/gcp.audit"],
    fields: ["protoPayload.methodName", "gcp.audit.method_name"],
    source: "https://cloud.google.com/logging/docs/reference/audit/auditlog/rest/Shared.Types/AuditLog",
  },
  {
    platform: "Google Workspace",
    logTypes: ["GSuite.ActivityEvent", "GSuite.Reports", "gcp/google_workspace.admin"],
    fields: ["name", "events[*].name", "eventName"],
    source: "https://developers.google.com/workspace/admin/reports/reference/rest/v1/activities/list",
  },
  {
    platform: "Azure activity log",
    logTypes: ["Azure.MonitorActivity", "azure/activitylogs"],
    fields: ["operationName", "operationName.value"],
    source: "https://learn.microsoft.com/en-us/azure/azure-monitor/platform/activity-log-schema",
  },
  {
    platform: "Microsoft Entra audit logs",
    logTypes: ["Azure.Audit", "azure/auditlogs"],
    fields: ["operationName", "OperationName", "properties.activityDisplayName", "properties.message"],
    source: "https://learn.microsoft.com/en-us/entra/identity/monitoring-health/reference-audit-activities",
  },
  {
    platform: "Microsoft 365 audit",
    logTypes: ["Microsoft365.Audit.*", "m365/audit"],
    fields: ["Operation"],
    source:
      "https://learn.microsoft.com/en-us/office/office-365-management-api/office-365-management-activity-api-schema",
  },
  {
    platform: "GitHub audit log",
    logTypes: ["GitHub.Audit", "github/audit"],
    fields: ["action"],
    source:
      "https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/audit-log-events-for-your-organization",
  },
  {
    platform: "Bitbucket audit log",
    logTypes: ["bitbucket/audit"],
    fields: ["auditType.action"],
    source: "https://confluence.atlassian.com/bitbucketserver/audit-log-events-776640423.html",
  },
  {
    platform: "Slack audit logs",
    logTypes: ["Slack.AuditLogs"],
    fields: ["action"],
    source: "https://docs.slack.dev/reference/audit-logs-api/methods-actions-reference/",
  },
  {
    platform: "Databricks audit logs",
    logTypes: ["Databricks.Audit"],
    fields: ["actionName"],
    source: "https://docs.databricks.com/aws/en/admin/account-settings/audit-logs",
  },
  {
    platform: "Teleport audit events",
    logTypes: ["Gravitational.TeleportAudit"],
    fields: ["event"],
    source: "https://goteleport.com/docs/reference/deployment/monitoring/audit/",
  },
  {
    platform: "OneLogin events",
    logTypes: ["OneLogin.Events"],
    fields: ["event_type_id"],
    source: "https://developers.onelogin.com/api-docs/1/events/event-resource",
  },
  {
    platform: "Box events",
    logTypes: ["Box.Event"],
    fields: ["event_type"],
    source: "https://developer.box.com/reference/resources/event/",
  },
  {
    platform: "Notion audit log",
    logTypes: ["Notion.AuditLogs"],
    fields: ["event.type"],
    source: "https://developers.notion.com/docs/audit-log",
  },
  {
    platform: "Asana audit log",
    logTypes: ["Asana.Audit"],
    fields: ["event_type"],
    source: "https://developers.asana.com/docs/audit-log-events",
  },
  {
    platform: "Duo administrator log",
    logTypes: ["Duo.Administrator"],
    fields: ["action"],
    source: "https://duo.com/docs/adminapi#logs",
  },
  {
    platform: "MongoDB Atlas events",
    logTypes: ["MongoDB.OrganizationEvent", "MongoDB.ProjectEvent"],
    fields: ["eventTypeName"],
    source: "https://www.mongodb.com/docs/atlas/reference/api-resources-spec/v2/",
  },
  {
    platform: "Snyk audit log",
    logTypes: ["Snyk.GroupAudit", "Snyk.OrgAudit"],
    fields: ["event"],
    source: "https://docs.snyk.io/snyk-api/api-endpoints-index-and-notes/audit-logs",
  },
  {
    platform: "Wiz audit log",
    logTypes: ["Wiz.Audit"],
    fields: ["action"],
    source: "https://docs.panther.com/data-onboarding/supported-logs/wiz",
  },
  {
    platform: "Windows event log",
    logTypes: ["Windows.EventLogs", "windows/*"],
    fields: ["EventID"],
    eachLogType: true,
    source: "https://learn.microsoft.com/en-us/windows/win32/wes/eventschema-systempropertiestype-complextype",
  },
];

/** Where a rule's kinds of logs have their actions, by the kind of log. */
export function actionFieldsOf(
  logTypes: readonly string[],
  table: readonly ActionField[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const logType of logTypes) {
    const row = table.find(({ logTypes: patterns }) => patterns.some((pattern) => covers(pattern, logType)));
    if (row) found.set(row.eachLogType ? `${row.platform}: ${logType}` : row.platform, row.fields);
  }
  return found;
}

function covers(pattern: string, logType: string): boolean {
  return pattern.endsWith("*") ? logType.startsWith(pattern.slice(0, -1)) : logType === pattern;
}
