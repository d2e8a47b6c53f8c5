// The hosts that a program's rules need, as far as the command line has them.

import type { Host, Program } from "../index.js";

/** Formats whose rules bring code, and what runs it. */
const HOSTS: Readonly<Record<string, () => Promise<Host>>> = {
  panther: async () => (await import("../formats/panther/host.js")).host(),
};

/** A program with a host that there is none of does not run: the matcher says so. */
export async function hostsOf({ hosted }: Program): Promise<readonly Host[]> {
  return Promise.all([...hosted.keys()].flatMap((format) => HOSTS[format]?.() ?? []));
}
