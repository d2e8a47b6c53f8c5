// What synthetic events and rules are made of: services with their calls, agents, callers, addresses.

import { Random } from "../../../examples/logs/random.mjs";

const SERVICES =
  "cloudtrail iam sts ec2 s3 kms lambda rds dynamodb ecs eks ecr sns sqs guardduty config ssm logs route53 glue athena batch".split(
    " ",
  );
const READS = "Describe List Get BatchGet Lookup Head Query".split(" ");
const WRITES = "Create Delete Update Put Attach Detach Stop Disable Modify Remove Revoke Terminate".split(" ");
const NOUNS =
  "Trail User Role Policy Group AccessKey Instance SecurityGroup Vpc Subnet Snapshot Volume Image Bucket Object Key Alias Grant Function Table Cluster Service Task Topic Queue Detector Rule Secret Parameter Stream Alarm Stack Domain Project Session".split(
    " ",
  );
const PEOPLE = "alex sam robin kim noor ines svc-build svc-copy ci-runner emergency-admin data-team audit-reader".split(
  " ",
);
const ROLES = "NodeRole FunctionRole DeployRole AdminRole PipelineRole ReadOnly Auditor PlanRunner".split(" ");
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** User agents; one that ends in `/` is followed by the name of the call. */
const AGENTS = [
  "console.amazonaws.com",
  "AWS Internal",
  "aws-cli/2.15.30 Python/3.11.8 Linux/5.10.205 exe/x86_64.amzn.2 prompt/off command/",
  "Boto3/1.34.69 md/Botocore#1.34.69 ua/2.0 os/linux#5.15.0 md/arch#x86_64 lang/python#3.10.12 cfg/retry-mode#legacy",
  "aws-sdk-go-v2/1.26.0 os/linux lang/go#1.22.1 md/GOOS#linux md/GOARCH#arm64 api/",
  "APN/1.0 HashiCorp/1.0 Terraform/1.7.5 terraform-provider-aws/5.42.0 aws-sdk-go/1.51.3 (go1.21.8; linux; amd64)",
  "aws-sdk-java/2.25.16 Linux/4.14.336 OpenJDK_64-Bit_Server_VM/17.0.10 Java/17.0.10 io/sync http/Apache",
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36",
  "python-requests/2.31.0",
  "curl/8.5.0",
];

/** Everything that is drawn once a workload. The same seed gives the same. */
export class Catalog {
  constructor(seed) {
    this.random = new Random(seed);
    const { random } = this;
    this.services = SERVICES.map((name) => ({
      source: `${name}.amazonaws.com`,
      ordinary: this.distinct(20, () => `${random.pick(READS)}${random.pick(NOUNS)}${random.pick(["", "s"])}`),
      sensitive: this.distinct(
        36,
        () => `${random.pick(WRITES)}${random.pick(NOUNS)}${random.pick(["", "", "Settings"])}`,
      ),
    }));
    this.accounts = this.distinct(20, () => random.text(12, "0123456789"));
    this.people = this.distinct(250, () => `${random.pick(PEOPLE)}-${random.hex(4)}`);
    this.roles = this.distinct(100, () => `${random.pick(ROLES)}-${random.text(5, LETTERS)}`);
  }

  /** One of a list, the first ones more often than the last. */
  skewed(list) {
    return list[Math.floor(list.length * this.random.next() ** 2)];
  }

  chance(share) {
    return this.random.next() < share;
  }

  id(prefix) {
    return prefix + this.random.text(17, LETTERS);
  }

  agent(call) {
    const agent = this.random.pick(AGENTS);
    return agent.endsWith("/") ? agent + call.toLowerCase() : agent;
  }

  address() {
    if (this.chance(0.2)) return this.random.pick(this.services).source;
    const first = this.random.pick([3, 10, 18, 34, 52, 91, 185, 203]);
    return `${first}.${this.random.below(256)}.${this.random.below(256)}.${this.random.below(256)}`;
  }

  distinct(count, draw) {
    const drawn = new Set();
    while (drawn.size < count) drawn.add(draw());
    return [...drawn];
  }
}
