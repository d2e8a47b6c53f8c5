// npm run conformance:panther -- DIR: conformance on a checkout of a Panther pack.

import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const [pack, ...rest] = process.argv.slice(2);
if (!pack) {
  console.error("usage: npm run conformance:panther -- DIR (a checkout of panther-analysis, say)");
  process.exit(2);
}
const root = fileURLToPath(new URL("../../..", import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--config",
    "test/conformance/vitest.config.ts",
    "test/conformance/panther",
    ...rest,
  ],
  { cwd: root, stdio: "inherit", env: { ...process.env, PANTHER_PACK: resolve(pack) } },
);
process.exit(status ?? 1);
