// A small catalog: CloudTrail Stopped as Panther has it, written in Sluice's own format, and rules of other vendors beside it.

import { parse } from "../../src/formats/native/index.js";
import type { Rule } from "../../src/rule/ir.js";

export const STOPPED = `id: AWS.CloudTrail.Stopped
title: CloudTrail Stopped
vendor: Panther
severity: medium
logTypes: [AWS.CloudTrail]
tags: [AWS, Security Control]
attack: ["TA0005:T1562"]
reports: { CIS: ["3.5"] }
description: A CloudTrail Trail was modified.
runbook: https://docs.example/runbook
reference: [https://docs.example/reference]
condition: |
  not (errorCode is_not_null or errorMessage is_not_null)
  eventName in ["StopLogging", "DeleteTrail"]
outputs: [eventName, eventSource, awsRegion, recipientAccountId, sourceIPAddress, userAgent, userIdentity]
groupBy: [requestParameters.name]
tests:
  - { name: stopped, expected: true, event: { eventName: StopLogging } }
  - { name: started, expected: false, event: { eventName: StartLogging } }`;

const OTHERS = `
- id: account
  title: Account Security Configuration Changed
  vendor: Panther
  logTypes: [AWS.CloudTrail]
  attack: ["TA0005:T1562"]
  condition: eventName in ["DeleteTrail", "StopLogging", "DeleteFlowLogs"]
- id: asl-delete
  title: ASL AWS Defense Evasion Delete Cloudtrail
  vendor: Splunk
  logTypes: [AWS.CloudTrail]
  attack: [T1562.008]
  condition: eventName == "DeleteTrail"
- id: asl-stop
  title: ASL AWS Defense Evasion Stop Logging Cloudtrail
  vendor: Splunk
  logTypes: [aws/cloudtrail]
  condition: |
    eventName == "stoplogging" nocase or eventName[*] == "stoplogging" nocase
    eventSource == "cloudtrail.amazonaws.com"
- id: lateral
  title: AWS Lateral Movement from Kubernetes SA via AssumeRoleWithWebIdentity
  vendor: Elastic
  logTypes: [AWS.CloudTrail]
  attack: [TA0001, T1078, "TA0008:T1550"]
  condition: userIdentity.type == "WebIdentityUser" and (eventName == "DeleteTrail" or eventName == "GetObject")
- id: elsewhere
  title: The same name in another kind of log
  vendor: Other
  logTypes: [Okta.SystemLog]
  condition: eventName == "StopLogging"
- id: not-it
  title: Anything but that
  vendor: Other
  logTypes: [AWS.CloudTrail]
  attack: [T1002, T1562.999, "TA9999:T1078"]
  condition: eventName not in ["StopLogging", "DeleteTrail"]
`;

export const RULES: readonly Rule[] = [STOPPED, OTHERS].flatMap((text) => {
  const { rules, diagnostics } = parse({ file: "rules.yml", text });
  if (diagnostics[0]) throw new Error(diagnostics[0].message);
  return rules;
});
