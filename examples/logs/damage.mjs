// Doors are opened, data leaves or is destroyed, and people sign in from odd places. Most of these calls are what a rule of
// examples/rules looks for, some are its near misses.

import { alice, BROWSER, bob, FOREIGN, stolen } from "./callers.mjs";

const permission = (fromPort, toPort, ranges) => ({
  ipProtocol: "tcp",
  fromPort,
  toPort,
  groups: {},
  prefixListIds: {},
  ...ranges,
});
const everywhere = { ipRanges: { items: [{ cidrIp: "0.0.0.0/0", description: "temporary" }] }, ipv6Ranges: {} };
const everywhere6 = { ipRanges: {}, ipv6Ranges: { items: [{ cidrIpv6: "::/0" }] } };
const login = { source: "signin", name: "ConsoleLogin", region: "us-east-1", agent: BROWSER };
const loginData = { LoginTo: "https://console.aws.amazon.com/console/home?state=hashArgs%23", MobileVersion: "No" };

/** Calls as `Account.record` takes them. */
export const damage = [
  // Doors are opened.
  {
    ...bob,
    source: "ec2",
    name: "AuthorizeSecurityGroupIngress",
    request: { groupId: "sg-0a1b2c3d4e5f60718", ipPermissions: { items: [permission(22, 22, everywhere)] } },
    response: { _return: true },
  },
  {
    ...bob,
    source: "ec2",
    name: "AuthorizeSecurityGroupIngress",
    request: {
      groupId: "sg-0a1b2c3d4e5f60718",
      ipPermissions: { items: [permission(443, 443, everywhere), permission(3389, 3389, everywhere6)] },
    },
    response: { _return: true },
  },
  {
    ...alice,
    source: "ec2",
    name: "AuthorizeSecurityGroupIngress",
    request: { groupId: "sg-0f1e2d3c4b5a69788", ipPermissions: { items: [permission(8000, 8100, everywhere)] } },
    response: { _return: true },
  },
  {
    ...alice,
    source: "ec2",
    name: "CreateNetworkAclEntry",
    request: {
      networkAclId: "acl-0a1b2c3d",
      ruleNumber: 1,
      egress: false,
      ruleAction: "allow",
      aclProtocol: "-1",
      cidrBlock: "0.0.0.0/0",
    },
  },

  // Data leaves, or is destroyed.
  {
    ...bob,
    source: "ec2",
    name: "ModifySnapshotAttribute",
    request: {
      snapshotId: "snap-0a1b2c3d4e5f60718",
      attributeType: "CREATE_VOLUME_PERMISSION",
      createVolumePermission: { add: { items: [{ userId: FOREIGN }] } },
    },
    response: { _return: true },
  },
  {
    ...alice,
    source: "ec2",
    name: "ModifySnapshotAttribute",
    request: {
      snapshotId: "snap-0f1e2d3c4b5a69788",
      attributeType: "CREATE_VOLUME_PERMISSION",
      createVolumePermission: { add: { items: [{ userId: "222222222222" }] } },
    },
    response: { _return: true },
  },
  {
    ...bob,
    source: "rds",
    name: "ModifyDBSnapshotAttribute",
    request: { dBSnapshotIdentifier: "orders-2024-05-01", attributeName: "restore", valuesToAdd: ["all"] },
  },
  {
    ...alice,
    source: "rds",
    name: "CreateDBInstance",
    request: { dBInstanceIdentifier: "reports", engine: "postgres", allocatedStorage: 100, publiclyAccessible: true },
    response: { dBInstanceIdentifier: "reports", publiclyAccessible: true },
  },
  {
    ...bob,
    from: "192.0.2.44",
    source: "s3",
    name: "GetObject",
    request: { bucketName: "invoices", key: "export/all.tar" },
    extra: { SignatureVersion: "SigV4", bytesTransferredIn: 0, bytesTransferredOut: "number:7516192768.0" },
  },
  {
    ...stolen,
    from: "192.0.2.45",
    source: "s3",
    name: "CopyObject",
    request: {
      bucketName: "invoices",
      key: "2024/0001.pdf",
      "x-amz-copy-source": "invoices/2024/0001.pdf",
      "x-amz-server-side-encryption-customer-algorithm": "AES256",
    },
  },
  {
    ...alice,
    source: "s3",
    name: "PutBucketAcl",
    request: { bucketName: "web-assets", Host: "web-assets.s3.amazonaws.com", acl: "", "x-amz-acl": ["public-read"] },
  },
  {
    ...bob,
    source: "rds",
    name: "ModifyDBInstance",
    request: { dBInstanceIdentifier: "orders", backupRetentionPeriod: 0 },
    response: {
      dBInstanceIdentifier: "orders",
      backupRetentionPeriod: 14,
      pendingModifiedValues: { backupRetentionPeriod: 0 },
    },
  },
  {
    ...bob,
    source: "rds",
    name: "DeleteDBInstance",
    request: { dBInstanceIdentifier: "orders", skipFinalSnapshot: true, deleteAutomatedBackups: false },
  },
  {
    ...bob,
    region: "us-east-1",
    source: "ec2",
    name: "RunInstances",
    request: {
      instanceType: "g5.12xlarge",
      instancesSet: { items: [{ imageId: "ami-0a1b2c3d4e5f60718", minCount: 24, maxCount: 24 }] },
    },
  },
  {
    ...bob,
    source: "autoscaling",
    name: "UpdateAutoScalingGroup",
    request: { autoScalingGroupName: "batch", minSize: 0, maxSize: 200, desiredCapacity: 200 },
  },
  {
    ...bob,
    source: "kms",
    name: "ScheduleKeyDeletion",
    request: { keyId: "c0ffee00-2222-4000-a000-5f4e3d2c1b0a", pendingWindowInDays: 7 },
  },

  // Logins.
  {
    ...login,
    by: { user: "carol" },
    from: "203.0.113.88",
    response: { ConsoleLogin: "Success" },
    extra: { ...loginData, MFAUsed: "No" },
  },
  {
    ...login,
    by: { root: true },
    from: "2001:db8:100::53",
    response: { ConsoleLogin: "Success" },
    extra: { ...loginData, MFAUsed: "Yes" },
  },
  {
    ...login,
    by: { user: "zoë" },
    from: "192.0.2.101",
    response: { ConsoleLogin: "Success" },
    extra: { ...loginData, MFAUsed: "Yes" },
  },
  {
    ...login,
    by: { user: "HIDDEN_DUE_TO_SECURITY_REASONS" },
    from: "192.0.2.150",
    error: [null, "No username found in supplied account"],
    response: { ConsoleLogin: "Failure" },
    extra: { ...loginData, MFAUsed: "No" },
  },
  {
    ...login,
    name: "PasswordRecoveryRequested",
    by: { root: true },
    from: "192.0.2.151",
    response: { PasswordRecoveryRequested: "Success" },
  },
];
