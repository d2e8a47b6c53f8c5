// The people and programs that the incidents are about.

export const FOREIGN = "999999999999";
export const CLI = "aws-cli/2.15.40 Python/3.11.8 Linux/6.1.0-18-amd64 exe/x86_64.debian.12 prompt/off";
export const BROWSER =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36";
const KALI = "aws-cli/2.15.22 Python/3.11.8 Linux/6.6.9-kali1-amd64 source/x86_64.kali.2024 prompt/off";

export const bob = { by: { user: "bob" }, from: "203.0.113.40", agent: CLI };
export const alice = { by: { role: "Operations", session: "alice" }, from: "203.0.113.21", agent: CLI };
export const worker = {
  by: { role: "app/Worker", session: "worker-5f0c1a", mfa: "false" },
  from: "10.12.0.44",
  agent: CLI,
};
export const stolen = { by: { user: "svc-backup" }, from: "198.51.100.200", agent: KALI };
