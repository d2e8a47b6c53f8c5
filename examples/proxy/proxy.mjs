// The proxy as a process:
//
//   node examples/proxy/proxy.mjs --upstream http://127.0.0.1:9000 [--listen 127.0.0.1:8080] [--rules DIR]
//
// It prints one JSON object a request on standard output. SIGINT and SIGTERM end it after the requests that are under way.

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compile, formatDiagnostic, Matcher } from "sluice";
import { load } from "sluice/native";
import { createProxy } from "./server.mjs";

const { values } = parseArgs({
  options: {
    upstream: { type: "string" },
    listen: { type: "string", default: "127.0.0.1:8080" },
    rules: { type: "string", default: fileURLToPath(new URL("rules", import.meta.url)) },
  },
});
if (!values.upstream || !URL.canParse(values.upstream)) {
  console.error("usage: proxy.mjs --upstream URL [--listen HOST:PORT] [--rules DIR]");
  process.exit(2);
}

const { rules, diagnostics } = load(values.rules);
const compiled = compile(rules);
const problems = [...diagnostics, ...compiled.diagnostics];
for (const problem of problems) console.error(formatDiagnostic(problem));
// A filter that has lost a rule must not start and look as if it had not.
if (problems.length > 0 || compiled.program.rules.length === 0) process.exit(1);

const server = createProxy({
  matcher: new Matcher(compiled.program),
  upstream: new URL(values.upstream),
  log: (entry) => console.log(JSON.stringify(entry)),
});
const [, host, port] = /^(.*):(\d+)$/.exec(values.listen) ?? [undefined, values.listen, "8080"];
server.listen(Number(port), host.replace(/^\[(.*)\]$/, "$1"), () => {
  const { address, port } = server.address();
  console.error(`${compiled.program.rules.length} rules, listening on ${address}:${port}`);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close());
