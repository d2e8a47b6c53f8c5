// Synthetic events in CloudTrail's shape, 0.7 to 2 KB.

const REGIONS = ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1"];
const START = Date.UTC(2026, 0, 5);
/** One call in so many is a sensitive one, which some rule may look for. */
const SENSITIVE = 1 / 60;

/**
 * Events one after another.
 *
 * @param {import("./catalog.mjs").Catalog} catalog
 * @param {number} count
 */
export function* makeEvents(catalog, count) {
  let time = START;
  for (let i = 0; i < count; i++) {
    time += catalog.random.below(900);
    yield makeEvent(catalog, time);
  }
}

function makeEvent(catalog, time) {
  const { random } = catalog;
  const sensitive = catalog.chance(SENSITIVE);
  const service = catalog.skewed(catalog.services);
  const eventName = catalog.skewed(sensitive ? service.sensitive : service.ordinary);
  const account = random.pick(catalog.accounts);
  const region = random.pick(REGIONS);
  return {
    eventVersion: "1.09",
    userIdentity: identity(catalog, account, time),
    eventTime: timestamp(time),
    eventSource: service.source,
    eventName,
    awsRegion: region,
    sourceIPAddress: catalog.address(),
    userAgent: catalog.agent(eventName),
    ...failure(catalog, eventName, sensitive),
    requestParameters: request(catalog, account, region),
    responseElements: catalog.chance(0.8) ? null : response(catalog, account, region),
    ...(catalog.chance(0.25) && { additionalEventData: traffic(catalog) }),
    requestID: random.uuid(),
    eventID: random.uuid(),
    readOnly: !sensitive,
    ...(catalog.chance(0.25) && { resources: resources(catalog, account) }),
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: account,
    ...(catalog.chance(0.3) && { sharedEventID: random.uuid() }),
    ...(catalog.chance(0.25) && { vpcEndpointId: `vpce-${random.hex(17)}` }),
    eventCategory: "Management",
    ...(catalog.chance(0.4) && { tlsDetails: tls(service, region) }),
  };
}

function identity(catalog, accountId, time) {
  const { random } = catalog;
  const kind = random.next();
  const who = random.pick(catalog.people);
  if (kind < 0.25) {
    const arn = `arn:aws:iam::${accountId}:user/${who}`;
    return {
      type: "IAMUser",
      principalId: catalog.id("AIDA"),
      arn,
      accountId,
      accessKeyId: catalog.id("AKIA"),
      userName: who,
    };
  }
  if (kind < 0.35) return { type: "AWSService", invokedBy: random.pick(catalog.services).source };
  if (kind < 0.38) return { type: "Root", principalId: accountId, arn: `arn:aws:iam::${accountId}:root`, accountId };
  const role = random.pick(catalog.roles);
  const principalId = catalog.id("AROA");
  return {
    type: "AssumedRole",
    principalId: `${principalId}:${who}`,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${who}`,
    accountId,
    accessKeyId: catalog.id("ASIA"),
    sessionContext: {
      sessionIssuer: {
        type: "Role",
        principalId,
        arn: `arn:aws:iam::${accountId}:role/${role}`,
        accountId,
        userName: role,
      },
      webIdFederationData: {},
      attributes: {
        creationDate: timestamp(time - random.below(3_600_000)),
        mfaAuthenticated: String(catalog.chance(0.2)),
      },
    },
  };
}

function failure(catalog, call, sensitive) {
  if (!catalog.chance(sensitive ? 0.25 : 0.08)) return {};
  const errorCode = catalog.random.pick(["AccessDenied", "ThrottlingException", "NoSuchEntityException"]);
  return { errorCode, ...(catalog.chance(0.8) && { errorMessage: `The call ${call} was refused: "${errorCode}"` }) };
}

function request(catalog, account, region) {
  const { random } = catalog;
  switch (random.below(8)) {
    case 0:
      return null;
    case 1:
      return {
        bucketName: `store-${random.hex(6)}`,
        key: `logs/${account}/${region}/${random.hex(24)}.gz`,
        "x-amz-acl": "private",
      };
    case 2: {
      const items = Array.from({ length: 1 + random.below(4) }, () => ({ instanceId: `i-0${random.hex(16)}` }));
      return {
        instancesSet: { items },
        filterSet: { items: [{ name: "tag:Name", value: `api "green" \\ ${random.hex(3)}` }] },
      };
    }
    case 3:
      return {
        roleArn: `arn:aws:iam::${account}:role/${random.pick(catalog.roles)}`,
        roleSessionName: random.pick(catalog.people),
        durationSeconds: 900 * (1 + random.below(8)),
      };
    case 4: {
      const Action = ["s3:GetObject", random.pick(["iam:*", "ec2:Describe*", "kms:Decrypt"])];
      const Statement = [{ Effect: "Allow", Action, Resource: `arn:aws:s3:::store-${random.hex(6)}/*` }];
      return {
        policyName: `inline-${random.hex(5)}`,
        policyDocument: JSON.stringify({ Version: "2012-10-17", Statement }),
      };
    }
    case 5:
      return {
        tableName: `orders-${random.hex(4)}`,
        key: { pk: random.hex(20), sk: `é${random.below(1e6)}` },
        limit: random.below(500),
      };
    case 6:
      return {
        keyId: `arn:aws:kms:${region}:${account}:key/${random.uuid()}`,
        encryptionAlgorithm: "SYMMETRIC_DEFAULT",
      };
    default:
      return {
        name: `res-${random.hex(8)}`,
        ratio: Math.round(random.next() * 1e4) / 1e4,
        tags: [
          { key: "env", value: random.pick(["prod", "dev", "stage"]) },
          { key: "owner", value: random.pick(catalog.people) },
        ],
      };
  }
}

function response({ random }, account, region) {
  const arn = `arn:aws:service:${region}:${account}:${random.hex(12)}`;
  return { requestId: random.uuid(), status: "OK", arn, nested: { items: [{ id: random.hex(17), ok: true }] } };
}

function traffic({ random }) {
  return {
    SignatureVersion: "SigV4",
    CipherSuite: "ECDHE-RSA-AES128-GCM-SHA256",
    bytesTransferredIn: random.below(1e5),
    "x-amz-id-2": random.hex(60),
  };
}

function resources({ random }, accountId) {
  const ARN = `arn:aws:s3:::store-${random.hex(6)}`;
  return [
    { accountId, type: "AWS::S3::Bucket", ARN },
    { accountId, type: "AWS::S3::Object", ARN: `${ARN}/${random.hex(30)}` },
  ];
}

function tls({ source }, region) {
  const clientProvidedHostHeader = `${source.split(".")[0]}.${region}.amazonaws.com`;
  return { tlsVersion: "TLSv1.3", cipherSuite: "TLS_AES_128_GCM_SHA256", clientProvidedHostHeader };
}

function timestamp(time) {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
