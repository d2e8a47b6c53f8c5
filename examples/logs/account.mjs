// Who calls, and the frame of a CloudTrail record around a call.

export const ACCOUNT = "111111111111";
export const INSTANCE = "i-0abc1234def567890";
export const BUILDER = "i-0fed9876cba543210";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const SECOND = 1000;

/** Writes the records of one account, one after another in time. */
export class Account {
  constructor(random, start) {
    this.random = random;
    this.now = start;
    this.ids = new Map();
  }

  /**
   * The record of a call `{ by, from, agent, source, name, region, error: [code, message], request, response, extra, … }`;
   * what else the call has goes into the record as it is.
   */
  record(call) {
    const { random } = this;
    this.now += (1 + random.below(40)) * SECOND;
    const { by, from, agent, source, name, region = "eu-central-1", error, request, response, extra, ...rest } = call;
    const record = {
      eventVersion: "1.09",
      userIdentity: this.identity(by),
      eventTime: timestamp(this.now),
      eventSource: `${source}.amazonaws.com`,
      eventName: name,
      awsRegion: region,
      sourceIPAddress: from,
      userAgent: agent,
    };
    if (error?.[0]) record.errorCode = error[0];
    if (error) record.errorMessage = error[1];
    Object.assign(record, { requestParameters: request ?? null, responseElements: response ?? null });
    if (extra) record.additionalEventData = extra;
    Object.assign(record, {
      requestID: random.uuid(),
      eventID: random.uuid(),
      readOnly: /^(Get|List|Describe|Lookup|Head|BatchGet|Decrypt)/.test(name),
      eventType: source === "signin" ? "AwsConsoleSignIn" : "AwsApiCall",
      managementEvent: !/^(GetObject|PutObject|CopyObject|GetItem|BatchGetItem|Invoke)$/.test(name),
      recipientAccountId: ACCOUNT,
      eventCategory: /^(GetObject|PutObject|CopyObject|GetItem|BatchGetItem|Invoke)$/.test(name)
        ? "Data"
        : "Management",
    });
    if (from.includes(".") && !from.endsWith(".com")) {
      record.tlsDetails = {
        tlsVersion: "TLSv1.3",
        cipherSuite: "TLS_AES_128_GCM_SHA256",
        clientProvidedHostHeader: `${source}.${region}.amazonaws.com`,
      };
    }
    return Object.assign(record, rest);
  }

  identity({ root, user, role, session, service, mfa = "true", sessionAge = 900, issuer }) {
    if (service) return { type: "AWSService", invokedBy: `${service}.amazonaws.com` };
    if (root) {
      const arn = `arn:aws:iam::${ACCOUNT}:root`;
      return { type: "Root", principalId: ACCOUNT, arn, accountId: ACCOUNT, accessKeyId: "" };
    }
    if (user) {
      return {
        type: "IAMUser",
        principalId: this.id("AIDA", user),
        arn: `arn:aws:iam::${ACCOUNT}:user/${user}`,
        accountId: ACCOUNT,
        accessKeyId: this.id("AKIA", user),
        userName: user,
      };
    }
    const name = role.slice(role.lastIndexOf("/") + 1);
    return {
      type: "AssumedRole",
      principalId: `${this.id("AROA", name)}:${session}`,
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/${session}`,
      accountId: ACCOUNT,
      accessKeyId: this.id("ASIA", `${name}/${session}`),
      sessionContext: {
        sessionIssuer: {
          type: "Role",
          principalId: this.id("AROA", issuer ?? name),
          arn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
          accountId: ACCOUNT,
          userName: name,
        },
        webIdFederationData: {},
        attributes: { creationDate: timestamp(this.now - sessionAge * SECOND), mfaAuthenticated: mfa },
      },
    };
  }

  /** The unique id of a name, the same each time. */
  id(prefix, name) {
    const key = prefix + name;
    if (!this.ids.has(key)) this.ids.set(key, `${prefix}EXAMPLE${this.random.text(9, BASE32)}`);
    return this.ids.get(key);
  }
}

function timestamp(milliseconds) {
  return new Date(milliseconds).toISOString().replace(".000Z", "Z");
}
