// A fresh process from nothing to its first match. Prints as JSON the milliseconds that `import "sluice"`, compiling one rule
// and matching one event took together, and the milliseconds since the process began.

const start = performance.now();
const { compile, Matcher, parseCondition } = await import("../dist/index.js");
const condition = parseCondition(`
  not (errorCode is_not_null or errorMessage is_not_null)
  eventName in ["DeleteTrail", "StopLogging"]
`);
const matcher = new Matcher(compile([{ id: "AWS.CloudTrail.Stopped", condition }]).program);
const matches = matcher.match('{"eventName":"StopLogging","errorCode":null}');
const end = performance.now();

if (matches.length !== 1) throw new Error(`expected one match, found ${matches.length}`);
process.stdout.write(JSON.stringify({ first: end - start, process: end }));
