// An intruder gets in, blinds what could see him, takes secrets and makes sure that he can return. Most of these calls are
// what a rule of examples/rules looks for, some are its near misses.

import { ACCOUNT, INSTANCE } from "./account.mjs";
import { alice, BROWSER, bob, CLI, FOREIGN, stolen, worker } from "./callers.mjs";

const policy = (...statements) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const trust = (account) =>
  policy({ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "sts:AssumeRole" });
const letters = Array.from("abcdefghij");

/** Calls as `Account.record` takes them. */
export const intrusion = [
  // An intruder with a leaked key looks around and switches off what could see him.
  { ...stolen, source: "sts", name: "GetCallerIdentity" },
  {
    ...stolen,
    source: "iam",
    name: "ListUsers",
    error: [
      "AccessDenied",
      `User: arn:aws:iam::${ACCOUNT}:user/svc-backup is not authorized to perform: iam:ListUsers`,
    ],
  },
  { ...stolen, from: "2001:db8:bad::17", source: "s3", name: "ListBuckets" },
  { ...bob, agent: "Boto3/1.34.84 Python/3.11 Pacu/1.6.0", source: "iam", name: "GetAccountAuthorizationDetails" },
  {
    ...bob,
    source: "cloudtrail",
    name: "StopLogging",
    request: { name: `arn:aws:cloudtrail:eu-central-1:${ACCOUNT}:trail/organization` },
  },
  {
    ...alice,
    source: "cloudtrail",
    name: "StopLogging",
    error: ["TrailNotFoundException", "Unknown trail: organisation"],
    request: { name: "organisation" },
  },
  { ...bob, source: "cloudtrail", name: "DeleteTrail", region: "us-east-1", request: { name: "secondary" } },
  {
    ...bob,
    source: "cloudtrail",
    name: "PutEventSelectors",
    request: {
      trailName: "organization",
      eventSelectors: [{ readWriteType: "All", includeManagementEvents: false, dataResources: [] }],
    },
  },
  {
    ...bob,
    by: { role: "Operations", session: "bob", issuer: "Developers" },
    source: "ec2",
    name: "DescribeInstances",
    request: { instancesSet: {}, filterSet: {} },
  },
  {
    ...bob,
    by: { role: "Operations", session: "bob", sessionAge: -600 },
    source: "ec2",
    name: "DescribeVpcs",
    request: { vpcSet: {}, filterSet: {} },
  },
  {
    ...bob,
    source: "guardduty",
    name: "UpdateDetector",
    request: { detectorId: "12abc34d567e8fa901bc2d34e56789f0", enable: false },
  },
  { ...bob, source: "config", name: "StopConfigurationRecorder", request: { configurationRecorderName: "default" } },
  {
    ...bob,
    source: "monitoring",
    name: "PutMetricAlarm",
    request: {
      alarmName: "root-usage",
      namespace: "LogMetrics",
      metricName: "RootUsage",
      comparisonOperator: "GreaterThanThreshold",
      threshold: "number:9223372036854775807",
      evaluationPeriods: 1,
    },
  },
  {
    ...alice,
    source: "monitoring",
    name: "PutMetricAlarm",
    request: {
      alarmName: "queue-depth",
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      comparisonOperator: "GreaterThanThreshold",
      threshold: "number:9007199254740992",
      evaluationPeriods: 1,
    },
  },
  { ...bob, source: "logs", name: "DeleteLogGroup", request: { logGroupName: "/aws/cloudtrail/organization" } },
  { ...bob, source: "logs", name: "PutRetentionPolicy", request: { logGroupName: "eks-audit", retentionInDays: 1 } },
  {
    ...bob,
    source: "ec2",
    name: "DeleteFlowLogs",
    request: { DeleteFlowLogsRequest: { FlowLogId: { tag: 1, content: "fl-0a1b2c3d4e5f60718" } } },
    response: { DeleteFlowLogsResponse: { unsuccessful: "" } },
  },
  {
    ...bob,
    source: "s3",
    name: "PutBucketLifecycle",
    request: {
      bucketName: "org-cloudtrail-111111111111",
      Host: "s3.eu-central-1.amazonaws.com",
      lifecycle: "",
      LifecycleConfiguration: {
        Rule: [{ ID: "cleanup", Status: "Enabled", Filter: { Prefix: "" }, Expiration: { Days: 1 } }],
      },
    },
  },

  // Secrets are read, and credentials turn up where they do not belong.
  {
    by: { role: "app/web", session: INSTANCE, mfa: "false" },
    from: "198.51.100.23",
    agent: CLI,
    source: "s3",
    name: "ListBuckets",
  },
  {
    by: { role: "app/web", session: INSTANCE, mfa: "false" },
    from: "2001:db8:ffff::5",
    agent: CLI,
    source: "iam",
    name: "ListRoles",
  },
  {
    ...worker,
    source: "ec2",
    name: "GetPasswordData",
    error: ["Client.UnauthorizedOperation", "You are not authorized to perform this operation."],
    request: { instanceId: INSTANCE },
  },
  {
    ...worker,
    source: "ssm",
    name: "GetParameters",
    request: { withDecryption: true, names: letters.map((letter) => `/billing/${letter}/password`) },
  },
  {
    ...worker,
    source: "dynamodb",
    name: "GetItem",
    request: { tableName: "customers", key: { customerId: "number:9007199254740993" }, consistentRead: false },
  },
  {
    ...worker,
    source: "dynamodb",
    name: "BatchGetItem",
    request: {
      tableName: "customers",
      requestItems: [
        { key: { customerId: "number:9007199254740996" } },
        { key: { customerId: "number:9007199254740997" } },
      ],
    },
  },
  {
    ...bob,
    source: "kms",
    name: "PutKeyPolicy",
    request: {
      keyId: "7a1f0c5e-1111-4000-a000-0a1b2c3d4e5f",
      policyName: "default",
      policy: policy({
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${FOREIGN}:root` },
        Action: "kms:*",
        Resource: "*",
      }),
    },
  },
  {
    ...alice,
    source: "sts",
    name: "AssumeRole",
    request: { roleArn: `arn:aws:iam::${FOREIGN}:role/partner`, roleSessionName: "alice" },
    resources: [{ accountId: FOREIGN, type: "AWS::IAM::Role", ARN: `arn:aws:iam::${FOREIGN}:role/partner` }],
  },
  {
    ...alice,
    source: "sts",
    name: "AssumeRole",
    request: { roleArn: "arn:aws:iam::222222222222:role/log-reader", roleSessionName: "alice" },
    resources: [
      { accountId: "222222222222", type: "AWS::IAM::Role", ARN: "arn:aws:iam::222222222222:role/log-reader" },
    ],
  },

  // Ways back in are left behind.
  {
    by: { root: true },
    from: "203.0.113.20",
    agent: BROWSER,
    source: "iam",
    name: "CreateAccessKey",
    response: { accessKey: { status: "Active", accessKeyId: "AKIAEXAMPLEROOTKEY01" } },
  },
  {
    ...bob,
    source: "iam",
    name: "CreateAccessKey",
    request: { userName: "carol" },
    response: { accessKey: { status: "Active", userName: "carol", accessKeyId: "AKIAEXAMPLECAROLKEY2" } },
  },
  { ...bob, source: "iam", name: "UpdateLoginProfile", request: { userName: "alice", passwordResetRequired: false } },
  {
    ...bob,
    source: "iam",
    name: "AttachUserPolicy",
    request: { userName: "bob", policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
  },
  {
    ...bob,
    source: "iam",
    name: "PutUserPolicy",
    request: {
      userName: "svc-backup",
      policyName: "backup",
      policyDocument: policy({ Effect: "Allow", Action: ["s3:GetObject", "*"], Resource: "*" }),
    },
  },
  {
    ...bob,
    source: "iam",
    name: "UpdateAssumeRolePolicy",
    request: { roleName: "backup", policyDocument: trust(FOREIGN) },
  },
  {
    ...worker,
    source: "iam",
    name: "PutRolePolicy",
    request: {
      roleName: "Worker",
      policyName: "extra",
      policyDocument: policy({ Effect: "Allow", Action: "iam:*", Resource: "*" }),
    },
  },
  {
    ...bob,
    source: "iam",
    name: "DeactivateMFADevice",
    request: { userName: "bob", serialNumber: `arn:aws:iam::${ACCOUNT}:mfa/bob` },
  },
  {
    ...bob,
    source: "iam",
    name: "CreateUser",
    request: { userName: "AWS-Support" },
    response: { user: { userName: "AWS-Support", path: "/" } },
  },
  {
    ...bob,
    source: "lambda",
    name: "CreateFunctionUrlConfig20211031",
    request: { functionName: "resize", authType: "NONE" },
  },
];
