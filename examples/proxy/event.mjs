// An HTTP request as the event that rules judge.

/**
 * The fields of a request's headers in the order they came: names in lower case, each with the list of its values. A list even of
 * one, so that sending a header twice does not hide it from a rule: rules say `headers."user-agent"[*]`.
 *
 * @param {readonly string[]} rawHeaders names and values in turns
 * @returns {Map<string, string[]>}
 */
export function headerFields(rawHeaders) {
  const fields = new Map();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at].toLowerCase();
    const values = fields.get(name);
    if (values) values.push(rawHeaders[at + 1]);
    else fields.set(name, [rawHeaders[at + 1]]);
  }
  return fields;
}

/**
 * The event's bytes:
 *
 * ```
 * {"method":"POST","target":"/a%20b?q=1","path":"/a b","query":"q=1","remoteAddress":"127.0.0.1",
 *  "headers":{"content-type":["application/json"]},"body":…}
 * ```
 *
 * `target` is as sent; `path` and `query` are percent-decoded once. `body` is the body's own bytes, so its numbers, escapes and duplicate
 * keys are judged as sent. A body that is no JSON is the string `bodyText` instead (UTF-8, with U+FFFD for what is not).
 *
 * The text is put together by hand from JSON strings: no object is made, so a header `__proto__` is a name like any other.
 *
 * @param {{ method: string, target: string, fields: Map<string, string[]>, remoteAddress: string, body: Buffer, bodyIsJson: boolean }} request
 * @returns {Buffer}
 */
export function requestEvent({ method, target, fields, remoteAddress, body, bodyIsJson }) {
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? undefined : target.slice(mark + 1);
  const headers = [...fields].map(([name, values]) => `${JSON.stringify(name)}:${JSON.stringify(values)}`);
  const members = [
    `"method":${JSON.stringify(method)}`,
    `"target":${JSON.stringify(target)}`,
    `"path":${JSON.stringify(decode(path))}`,
    `"query":${query === undefined ? "null" : JSON.stringify(decode(query.replaceAll("+", " ")))}`,
    `"remoteAddress":${JSON.stringify(remoteAddress)}`,
    `"headers":{${headers.join(",")}}`,
  ];
  if (body.length > 0 && !bodyIsJson) members.push(`"bodyText":${JSON.stringify(body.toString("utf8"))}`);
  const head = `{${members.join(",")}`;
  if (body.length === 0 || !bodyIsJson) return Buffer.from(`${head}}`);
  return Buffer.concat([Buffer.from(`${head},"body":`), body, Buffer.from("}")]);
}

/** Percent-decodes what is UTF-8 and leaves the rest as it is. */
function decode(text) {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}
