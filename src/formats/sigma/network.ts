// Networks as pySigma takes them: Python's `ipaddress.ip_network`, by which no bit after the prefix may be set.

const QUAD = /^(?:(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])(?:\.(?!$)|$)){4}$/;

/** What is wrong with a network or a single address in CIDR notation; undefined if nothing is. */
export function networkProblem(text: string): string | undefined {
  const [, address = "", prefix] = /^([^/]*)(?:\/([0-9]{1,3}))?$/.exec(text) ?? [];
  const bytes = address.includes(":") ? parseV6(address) : parseV4(address);
  const found = `found ${JSON.stringify(text.slice(0, 60))}`;
  if (!bytes) return `expected a network, 10.0.0.0/8 or 2001:db8::/32, ${found}`;
  const width = bytes.length * 8;
  const length = prefix === undefined ? width : Number(prefix);
  if (length > width) return `expected a prefix of at most ${width} bits, ${found}`;
  const outside = bytes.some((byte, i) => (byte & (0xff >> Math.min(Math.max(length - i * 8, 0), 8))) !== 0);
  return outside ? `expected no bits after the prefix of a network, ${found}` : undefined;
}

function parseV4(text: string): readonly number[] | undefined {
  return QUAD.test(text) ? text.split(".").map(Number) : undefined;
}

/** RFC 4291, section 2.2. */
function parseV6(text: string): readonly number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [before, after] = halves.map((half, i) => parseGroups(half, i === halves.length - 1));
  if (!before || (halves.length === 2 && !after)) return undefined;
  if (!after) return before.length === 16 ? before : undefined;
  const zeros = 16 - before.length - after.length;
  return zeros < 2 ? undefined : [...before, ...new Array<number>(zeros).fill(0), ...after];
}

function parseGroups(text: string, last: boolean): readonly number[] | undefined {
  if (text === "") return [];
  const bytes: number[] = [];
  const groups = text.split(":");
  for (const [i, group] of groups.entries()) {
    const quad = last && i === groups.length - 1 ? parseV4(group) : undefined;
    if (quad) bytes.push(...quad);
    else if (/^[0-9a-fA-F]{1,4}$/.test(group)) {
      const number = Number.parseInt(group, 16);
      bytes.push(number >> 8, number & 0xff);
    } else return undefined;
  }
  return bytes;
}
