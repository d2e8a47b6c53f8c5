// Synthetic rules, in the neutral form of ../neutral.mjs.

const TESTS = {
  userAgent: {
    contains: ["Terraform", "Boto3", "aws-cli", "python-requests", "lang/go", "Chrome/"],
    startsWith: ["aws-cli/", "Boto3/", "aws-sdk-", "console.", "Mozilla/5.0", "curl/"],
    endsWith: [".amazonaws.com", "amd64)", "legacy", "http/Apache"],
    wildcard: ["aws-*/2.*Linux*", "*Terraform/1.*linux*", "Mozilla/*Chrome/*", "*lang/*md/*"],
    regex: ["^aws-(cli|sdk-go-v2)/[0-9]+\\.[0-9]+.*$", "^(curl|python-requests)/[0-9]+\\..*$"],
  },
  sourceIPAddress: {
    contains: ["amazonaws", ".20", ".7."],
    startsWith: ["10.", "185.", "203.", "91.", "52."],
    endsWith: [".amazonaws.com", ".1", "55"],
    wildcard: ["10.*.1*", "5*.*.*", "c*.amazonaws.com"],
    regex: ["^10\\.[0-9]+\\.[0-9]+\\.[0-9]+$", "^(185|203|91)\\.[0-9.]+$"],
  },
  "userIdentity.arn": {
    contains: ["emergency", "AdminRole", "svc-", ":root"],
    startsWith: ["arn:aws:iam::", "arn:aws:sts::"],
    endsWith: [":root", "a", "0", "7f"],
    wildcard: ["arn:aws:sts::*:assumed-role/AdminRole-*", "*/*admin*"],
    regex: ["^arn:aws:(iam|sts)::[0-9]+:(user|assumed-role)/.*(admin|svc).*$"],
  },
};
const LITERAL_PATHS = [
  ...Object.keys(TESTS),
  "requestParameters.roleSessionName",
  "requestParameters.key",
  "requestParameters.policyDocument",
  "requestParameters.bucketName",
];
const WORDS =
  "scan sqlmap mimi kali pacu scout prowl goat steal exfil shadow dump crack relay anon evil backdoor persist miner beacon".split(
    " ",
  );

/**
 * Rules that look for sensitive calls of one service which did not fail; 30% of them test another text too, 5% by a regex. An index
 * on eventName answers most of them.
 *
 * @param {import("./catalog.mjs").Catalog} catalog
 */
export function makeRules(catalog, count) {
  const { random } = catalog;
  return Array.from({ length: count }, (_, i) => {
    // The first one, which is a set of its own, looks for what is not rare.
    const service = i === 0 ? catalog.services[0] : catalog.skewed(catalog.services);
    const names =
      i === 0
        ? service.sensitive.slice(0, 3)
        : catalog.distinct(2 + random.below(4), () => catalog.skewed(service.sensitive));
    const all = [
      { path: "eventName", op: "in", value: names },
      { path: "eventSource", op: "eq", value: service.source },
      { not: { any: [exists("errorCode"), exists("errorMessage")] } },
    ];
    if (i % 20 > 0 && i % 20 < 7) all.push(textTest(random, ["contains", "startsWith", "endsWith", "wildcard"]));
    else if (i % 20 === 7) all.push(textTest(random, ["regex"]));
    return { id: `r${i}`, all };
  });
}

/**
 * Rules with nothing to index by equality: each looks for 3 to 8 literals in one field, half of them without regard to case. One in
 * fifty looks for a caller who is there, and for an agent.
 *
 * @param {import("./catalog.mjs").Catalog} catalog
 */
export function makeLiterals(catalog, count) {
  const { random } = catalog;
  return Array.from({ length: count }, (_, i) => {
    const nocase = catalog.chance(0.5) ? { nocase: true } : {};
    const path = random.pick(LITERAL_PATHS);
    const op = random.pick(["contains", "contains", "contains", "endsWith", "startsWith"]);
    const any = Array.from({ length: 3 + random.below(6) }, () => ({ path, op, value: literal(random), ...nocase }));
    const all = [{ any }];
    if (i % 50 === 0) {
      any.push({ path: "userIdentity.arn", op: "endsWith", value: random.pick(catalog.people), ...nocase });
      all.push({ path: "userAgent", op: "contains", value: random.pick(["Terraform", "curl/", "python-requests"]) });
    }
    const inside = { path: "sourceIPAddress", op: "startsWith", value: "10." };
    all.push({ not: { any: [exists("errorCode"), ...(catalog.chance(0.3) ? [inside] : [])] } });
    return { id: `l${i}`, all };
  });
}

function exists(path) {
  return { path, op: "exists" };
}

function textTest(random, ops) {
  const path = random.pick(Object.keys(TESTS));
  const op = random.pick(ops);
  return { path, op, value: random.pick(TESTS[path][op]) };
}

function literal(random) {
  const tail = random.below(2) === 0 ? random.hex(4 + random.below(8)) : random.hex(4 + random.below(6)).toUpperCase();
  return random.pick(WORDS) + random.pick(["-", "_", "/", ".", ""]) + tail;
}
