import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test, vi } from "vitest";

vi.setConfig({ testTimeout: 60_000 });

const run = promisify(execFile);

test.each([
  ["shipper", /^shipped [1-9]\d* of \d+ events/],
  ["proxy", /\d+ requests judged as expected\n$/],
])("examples/%s does what it says", async (name, summary) => {
  const check = fileURLToPath(new URL(`../../examples/${name}/check.mjs`, import.meta.url));
  const { stdout } = await run(process.execPath, [check]);
  expect(stdout).toMatch(summary);
});

test.each([
  ["shipper", ["shipper.mjs"]],
  ["proxy without an upstream", ["proxy.mjs"]],
])("%s: wrong usage ends with 2", async (name, [file]) => {
  const path = fileURLToPath(new URL(`../../examples/${name.split(" ")[0]}/${file}`, import.meta.url));
  await expect(run(process.execPath, [path])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining("usage:"),
  });
});
