// What the account does all day. No rule of examples/rules is about any of it, though some calls come close.

import { ACCOUNT, BUILDER, INSTANCE } from "./account.mjs";

const CLI = "aws-cli/2.15.40 Python/3.11.8 Linux/6.1.0-18-amd64 exe/x86_64.debian.12 prompt/off command/s3.ls";
const BOTO =
  "Boto3/1.34.84 md/Botocore#1.34.84 ua/2.0 os/linux#5.10.214 md/arch#x86_64 lang/python#3.11.8 Botocore/1.34.84";
const JAVA =
  "[aws-sdk-java/2.25.35 Linux/5.10.214-202.855.amzn2.x86_64 OpenJDK_64-Bit_Server_VM/21.0.2+13-LTS Java/21.0.2 kotlin/1.9.23]";
const BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0";

const PEOPLE = ["alice", "bob", "carol", "zoë"];
const BUCKETS = ["invoices", "uploads", "web-assets", "org-cloudtrail-111111111111", "access-logs"];

/** One ordinary call. */
export function ordinaryCall(random) {
  return random.pick([storage, storage, storage, computing, computing, identity, keys, tables, functions, operations])(
    random,
  );
}

function office(random) {
  return random.pick([`203.0.113.${16 + random.below(200)}`, `2001:db8:100:${random.hex(4)}::${random.hex(3)}`]);
}

function inside(random) {
  return `10.${random.below(200)}.${random.below(250)}.${1 + random.below(250)}`;
}

function person(random) {
  const name = random.pick(PEOPLE);
  const by = random.pick([
    { user: name },
    { role: "Operations", session: name },
    { role: "Developers", session: name },
  ]);
  return { by, from: office(random), agent: random.pick([CLI, BROWSER, "console.amazonaws.com"]) };
}

function program(random) {
  return random.pick([
    { by: { role: "app/web", session: INSTANCE, mfa: "false" }, from: inside(random), agent: JAVA },
    { by: { role: "app/Worker", session: `worker-${random.hex(6)}`, mfa: "false" }, from: inside(random), agent: BOTO },
    { by: { role: "deploy-web", session: "ci", mfa: "false" }, from: `203.0.113.${random.below(16)}`, agent: BOTO },
    { by: { role: "app/builder", session: BUILDER, mfa: "false" }, from: "203.0.113.9", agent: BOTO },
  ]);
}

function storage(random) {
  const bucketName = random.pick(BUCKETS);
  const key = `${random.pick(["2023", "2024", "tmp", "archive"])}/${random.hex(10)}.${random.pick(["pdf", "json.gz", "png"])}`;
  const Host = `${bucketName}.s3.eu-central-1.amazonaws.com`;
  const bytes = random.below(4_000_000);
  const name = random.pick(["GetObject", "GetObject", "PutObject", "ListObjects", "HeadBucket", "GetBucketAcl"]);
  const missing = random.below(12) === 0 && name === "GetObject";
  return {
    ...program(random),
    source: "s3",
    name,
    ...(missing && { error: ["NoSuchKey", "The specified key does not exist."] }),
    request: name.endsWith("Object") ? { bucketName, Host, key } : { bucketName, Host },
    ...(name === "PutObject" && { response: { "x-amz-server-side-encryption": "AES256" } }),
    extra: {
      SignatureVersion: "SigV4",
      CipherSuite: "TLS_AES_128_GCM_SHA256",
      bytesTransferredIn: name === "PutObject" ? bytes : 0,
      AuthenticationMethod: "AuthHeader",
      "x-amz-id-2": random.text(44, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"),
      bytesTransferredOut: name === "PutObject" ? 0 : bytes,
    },
    resources: [
      ...(name.endsWith("Object") ? [{ type: "AWS::S3::Object", ARN: `arn:aws:s3:::${bucketName}/${key}` }] : []),
      { accountId: ACCOUNT, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${bucketName}` },
    ],
  };
}

function computing(random) {
  const tcp = (port, cidrIp) => ({
    ipProtocol: "tcp",
    fromPort: port,
    toPort: port,
    groups: {},
    ipRanges: { items: [{ cidrIp }] },
    ipv6Ranges: {},
    prefixListIds: {},
  });
  return random.pick([
    {
      ...program(random),
      source: "ec2",
      name: "DescribeInstances",
      request: {
        instancesSet: {},
        filterSet: { items: [{ name: "tag:role", valueSet: { items: [{ value: "web" }] } }] },
      },
    },
    {
      ...person(random),
      source: "ec2",
      name: "DescribeSecurityGroups",
      request: { maxResults: 1000, securityGroupSet: {}, filterSet: {} },
    },
    { ...person(random), source: "ec2", name: "DescribeVolumes", request: { volumeSet: {}, filterSet: {} } },
    {
      ...program(random),
      source: "ec2",
      name: "RunInstances",
      request: {
        instancesSet: { items: [{ imageId: `ami-0${random.hex(16)}`, minCount: 1, maxCount: 1 }] },
        instanceType: "t3.medium",
        ebsOptimized: false,
      },
    },
    {
      ...person(random),
      source: "ec2",
      name: "AuthorizeSecurityGroupIngress",
      request: {
        groupId: `sg-0${random.hex(16)}`,
        ipPermissions: { items: [tcp(22, "203.0.113.0/24"), tcp(443, "0.0.0.0/0")] },
      },
      response: { _return: true },
    },
    {
      ...person(random),
      source: "ec2",
      name: "StartInstances",
      error: ["Client.UnauthorizedOperation", "You are not authorized to perform this operation."],
      request: { instancesSet: { items: [{ instanceId: INSTANCE }] } },
    },
    {
      ...program(random),
      source: "autoscaling",
      name: "UpdateAutoScalingGroup",
      request: { autoScalingGroupName: "web", minSize: 2, maxSize: 60, desiredCapacity: 2 + random.below(50) },
    },
  ]);
}

function identity(random) {
  const name = random.pick(PEOPLE);
  const login = {
    by: { user: name },
    from: office(random),
    agent: BROWSER,
    source: "signin",
    name: "ConsoleLogin",
    region: "us-east-1",
  };
  const extra = { LoginTo: "https://console.aws.amazon.com/console/home", MobileVersion: "No", MFAUsed: "Yes" };
  return random.pick([
    { ...login, response: { ConsoleLogin: "Success" }, extra },
    { ...login, error: [null, "Failed authentication"], response: { ConsoleLogin: "Failure" }, extra },
    {
      by: { service: "ec2" },
      from: "ec2.amazonaws.com",
      agent: "ec2.amazonaws.com",
      source: "sts",
      name: "AssumeRole",
      request: { roleArn: `arn:aws:iam::${ACCOUNT}:role/app/web`, roleSessionName: INSTANCE },
    },
    {
      ...person(random),
      source: "sts",
      name: "AssumeRole",
      request: { roleArn: `arn:aws:iam::${ACCOUNT}:role/Operations`, roleSessionName: name, durationSeconds: 3600 },
      resources: [{ accountId: ACCOUNT, type: "AWS::IAM::Role", ARN: `arn:aws:iam::${ACCOUNT}:role/Operations` }],
    },
    { ...person(random), source: "sts", name: "GetCallerIdentity" },
    {
      ...login,
      agent: CLI,
      source: "iam",
      name: "CreateAccessKey",
      request: { userName: name },
      response: { accessKey: { status: "Active", userName: name } },
    },
    { ...person(random), source: "iam", name: "ListUsers", request: { maxItems: 100 } },
  ]);
}

function keys(random) {
  const keyId = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/${random.pick(["7a1f0c5e-1111-4000-a000-0a1b2c3d4e5f", "c0ffee00-2222-4000-a000-5f4e3d2c1b0a"])}`;
  return {
    ...program(random),
    source: "kms",
    name: random.pick(["Decrypt", "Decrypt", "GenerateDataKey"]),
    request: {
      keyId,
      encryptionContext: { "aws:s3:arn": "arn:aws:s3:::invoices" },
      encryptionAlgorithm: "SYMMETRIC_DEFAULT",
    },
    resources: [{ accountId: ACCOUNT, type: "AWS::KMS::Key", ARN: keyId }],
  };
}

/** Ids of customers lie around 2^53; two of the odd ones are decoys that nobody reads. */
function tables(random) {
  const customerId = `number:${9007199254740992n + 2n * BigInt(random.below(6))}`;
  return {
    ...program(random),
    source: "dynamodb",
    name: "GetItem",
    request: { tableName: "customers", key: { customerId }, consistentRead: false },
    resources: [
      {
        accountId: ACCOUNT,
        type: "AWS::DynamoDB::Table",
        ARN: `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/customers`,
      },
    ],
  };
}

function functions(random) {
  const functionName = random.pick(["resize", "thumbnails", "billing-export"]);
  return random.pick([
    {
      by: { service: "s3" },
      from: "s3.amazonaws.com",
      agent: "s3.amazonaws.com",
      source: "lambda",
      name: "Invoke",
      request: { functionName, invocationType: "Event" },
    },
    { ...program(random), source: "lambda", name: "GetFunction20150331v2", request: { functionName } },
    {
      ...program(random),
      source: "logs",
      name: "CreateLogStream",
      request: { logGroupName: `/aws/lambda/${functionName}`, logStreamName: `2024/05/14/[$LATEST]${random.hex(32)}` },
    },
  ]);
}

function operations(random) {
  return random.pick([
    {
      ...program(random),
      source: "ssm",
      name: "GetParameters",
      request: { withDecryption: true, names: ["/web/database/password", "/web/session/secret"] },
    },
    {
      ...program(random),
      source: "monitoring",
      name: "PutMetricAlarm",
      request: {
        alarmName: "web-5xx",
        namespace: "AWS/ApplicationELB",
        metricName: "HTTPCode_Target_5XX_Count",
        comparisonOperator: "GreaterThanThreshold",
        threshold: 25,
        evaluationPeriods: 3,
      },
    },
    { ...person(random), source: "cloudtrail", name: "LookupEvents", request: { maxResults: 50 } },
    { ...person(random), source: "cloudtrail", name: "GetTrailStatus", request: { name: "organization" } },
    { ...person(random), source: "rds", name: "DescribeDBInstances", request: { maxRecords: 100 } },
    {
      by: { service: "config" },
      from: "config.amazonaws.com",
      agent: "config.amazonaws.com",
      source: "config",
      name: "PutEvaluations",
      request: {
        testMode: false,
        evaluations: [
          {
            complianceType: "COMPLIANT",
            complianceResourceType: "AWS::S3::Bucket",
            complianceResourceId: random.pick(BUCKETS),
          },
        ],
      },
    },
    {
      ...person(random),
      source: "logs",
      name: "PutRetentionPolicy",
      request: { logGroupName: "eks-audit", retentionInDays: 365 },
    },
  ]);
}
