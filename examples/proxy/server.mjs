// A reverse proxy that judges each request before its upstream sees anything of it.

import http from "node:http";
import { pipeline } from "node:stream";
import { SluiceError } from "sluice";
import { headerFields, requestEvent } from "./event.mjs";

/** Fields that are about one connection (RFC 9110, section 7.6.1), and those that are made anew here. */
const NOT_FORWARDED = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
const REMADE = new Set(["content-length", "expect", "x-forwarded-for"]);

/** A request that goes no further, and what its sender is told. */
class Refused extends Error {
  constructor(status, error, rules = []) {
    super(error);
    this.status = status;
    this.error = error;
    this.rules = rules;
  }
}

/**
 * A server that answers with 403 and the ids of the rules where a rule matches, and passes everything else to the upstream.
 * What cannot be judged is refused too: bodies over the limit (413), encoded ones (415), ones that claim to be JSON and are
 * not (400).
 *
 * @param {object} options
 * @param {import("sluice").Matcher} options.matcher
 * @param {URL} options.upstream only its origin counts
 * @param {number} [options.maxBodyBytes] default 1 MiB
 * @param {number} [options.timeout] milliseconds that a request may take to come in, and the upstream may be silent; default 30,000
 * @param {(entry: object) => void} [options.log] hears of each request's end
 */
export function createProxy({ matcher, upstream, maxBodyBytes = 1024 * 1024, timeout = 30_000, log = () => {} }) {
  const agent = new http.Agent({ keepAlive: true });
  const limits = {
    requestTimeout: timeout,
    headersTimeout: timeout,
    connectionsCheckingInterval: Math.min(timeout, 1000),
  };

  const server = http.createServer(limits, async (request, response) => {
    const { method, url: target } = request;
    let rules = [];
    response.once("close", () => log({ method, target, status: response.statusCode, rules }));
    try {
      const fields = headerFields(request.rawHeaders);
      checkHead(target, fields);
      const body = await readBody(request, maxBodyBytes);
      judge(matcher, request, fields, body);
      await forward({ request, response, fields, body, upstream, agent, timeout });
    } catch (error) {
      const refused = error instanceof Refused ? error : new Refused(500, "internal-error");
      if (refused !== error) log({ method, target, error: String(error) });
      rules = refused.rules;
      refuse(response, refused);
    }
  });
  server.once("close", () => agent.destroy());
  return server;
}

function checkHead(target, fields) {
  if (!target.startsWith("/")) throw new Refused(400, "unsupported-target");
  if (fields.get("host")?.length > 1) throw new Refused(400, "several-hosts");
  // Rules cannot see into it.
  const codings = fields.get("content-encoding") ?? [];
  if (codings.some((coding) => coding.trim().toLowerCase() !== "identity")) throw new Refused(415, "encoded-body");
}

/** The whole body: nothing is passed on before its end was judged. The rest of one that is too large is read and dropped. */
function readBody(request, maxBytes) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    let length = 0;
    request.on("data", (chunk) => {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else {
        chunks.length = 0;
        reject(new Refused(413, "body-too-large"));
      }
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", () => reject(new Refused(400, "request-aborted")));
  });
}

/** Throws what the request is refused for. */
function judge(matcher, { method, url: target, socket }, fields, body) {
  const bodyIsJson = body.length > 0 && matcher.validate(body);
  // An upstream with a more lenient parser would read something that no rule has seen.
  if (body.length > 0 && !bodyIsJson && claimsJson(fields)) throw new Refused(400, "malformed-json");
  const remoteAddress = (socket.remoteAddress ?? "").replace(/^::ffff:(?=[0-9.]+$)/, "");
  const event = requestEvent({ method, target, fields, remoteAddress, body, bodyIsJson });
  const rules = matches(matcher, event);
  if (rules.length > 0) throw new Refused(403, "blocked", rules);
}

function matches(matcher, event) {
  try {
    return matcher.match(event).map(({ rule }) => rule);
  } catch (error) {
    if (error instanceof SluiceError && error.code === "event-refused") throw new Refused(400, "cannot-be-judged");
    throw error;
  }
}

function claimsJson(fields) {
  return (fields.get("content-type") ?? []).some((value) => {
    const type = value.split(";", 1)[0].trim().toLowerCase();
    return type === "application/json" || type === "text/json" || type.endsWith("+json");
  });
}

/** Sends the request to the upstream, and its answer back as it comes. */
function forward({ request, response, fields, body, upstream, agent, timeout }) {
  return new Promise((resolve, reject) => {
    const outgoing = http.request(upstream, { method: request.method, path: request.url, agent, timeout });
    setHeaders(outgoing, request, fields, body);
    outgoing.on("timeout", () => outgoing.destroy(new Refused(504, "upstream-timeout")));
    outgoing.on("error", (error) => reject(error instanceof Refused ? error : new Refused(502, "upstream-error")));
    outgoing.on("response", (incoming) => {
      response.writeHead(incoming.statusCode, incoming.statusMessage, endToEnd(incoming.rawHeaders));
      // If either side breaks off, so does the other: a cut answer must not look whole.
      pipeline(incoming, response, () => resolve());
    });
    response.once("close", () => {
      if (!response.writableFinished) outgoing.destroy();
    });
    outgoing.end(body);
  });
}

/** The body has been read whole, so its length is said anew and nothing of the sender's framing gets through. */
function setHeaders(outgoing, request, fields, body) {
  const hop = perConnection(fields);
  for (const [name, values] of fields) {
    if (!hop.has(name) && !REMADE.has(name)) outgoing.setHeader(name, values.length === 1 ? values[0] : values);
  }
  const hasBody = body.length > 0 || fields.has("content-length") || fields.has("transfer-encoding");
  if (hasBody) outgoing.setHeader("content-length", body.length);
  const via = [...(fields.get("x-forwarded-for") ?? []), request.socket.remoteAddress ?? "unknown"];
  outgoing.setHeader("x-forwarded-for", via.join(", "));
}

function endToEnd(rawHeaders) {
  const hop = perConnection(headerFields(rawHeaders));
  const kept = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (!hop.has(rawHeaders[at].toLowerCase())) kept.push(rawHeaders[at], rawHeaders[at + 1]);
  }
  return kept;
}

/** Names of the fields that are not forwarded: the well-known ones, and what `Connection` names. */
function perConnection(fields) {
  const named = (fields.get("connection") ?? []).flatMap((value) => value.split(","));
  return new Set([...NOT_FORWARDED, ...named.map((name) => name.trim().toLowerCase())]);
}

function refuse(response, { status, error, rules }) {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const answer = JSON.stringify(rules.length > 0 ? { error, rule: rules[0], rules } : { error });
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(answer) });
  response.end(answer);
}
