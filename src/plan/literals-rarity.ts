// How often a few bytes may be expected in log texts: the filters of a literal set look for each literal's rarest bytes.

import { once } from "../unicode/once.js";

/** Phrases of logs as they are, so that their neighbouring bytes are counted as frequent. Case is folded before counting. */
const LOG_PHRASES = `
c:\\windows\\system32\\svchost.exe -k netsvcs -p -s c:\\program files (x86)\\microsoft\\ c:\\program files\\windows defender\\
c:\\users\\administrator\\appdata\\local\\temp\\ c:\\windows\\system32\\windowspowershell\\v1.0\\powershell.exe -executionpolicy bypass
c:\\windows\\explorer.exe c:\\windows\\system32\\cmd.exe /c c:\\windows\\syswow64\\kernelbase.dll ntdll.dll c:\\programdata\\
hklm\\software\\microsoft\\windows\\currentversion\\ hklm\\system\\currentcontrolset\\services\\ hku\\s-1-5-21- \\device\\harddiskvolume2\\
"c:\\windows\\system32\\cmd.exe" /c "c:\\program files\\
nt authority\\system the process has exited. security id: account name: logon id: process id: process name: user name: event type:
microsoft corporation microsoft windows operating system 10.0.19041.1 (winbuild.160101.0800) information subject object
md5=0123456789abcdef,sha256=0123456789abcdef0123456789abcdef,imphash=00000000000000000000000000000000 {00000000-0000-0000-0000-000000000000}
name = host name = host version = host id = host application = command name = command type = script name = user = connected user =
arn:aws:iam::123456789012:role/aws-service-role/ arn:aws:sts::123456789012:assumed-role/ arn:aws:s3:::bucket/ us-east-1 ec2.amazonaws.com
userIdentity.sessionContext.sessionIssuer AssumedRole eventName requestParameters responseElements DescribeInstances GetObject ListBuckets
aws-cli/2.15.30 python/3.11.8 linux/5.10 exe/x86_64 botocore/1.34 boto3/1.34 Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36
value="true" name="path" parameterbinding(get-childitem) [type] resource certificate property configuration services users tasks
c:\\windows\\system32\\ntdll.dll+9d234|c:\\windows\\system32\\kernelbase.dll+2c0ee|c:\\program files\\|unknown(00007ff8)
(KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 https://www.google.com/search?q= http://localhost:8080/api/v1/ application/json charset=utf-8
/usr/bin/bash /usr/sbin/sshd /var/log/messages /etc/passwd /home/user/ /tmp/ root sudo systemd[1]: started session accepted password for
failed password from 192.168.1.10 port 22 ssh2 10.0.0.1 127.0.0.1 2024-01-01T00:00:00.000Z 2023-12-31 23:59:59 true false null error warning
`;

/** What bytes and pairs of bytes that were not seen count for. */
const UNSEEN_BYTE = 0.5;
const UNSEEN_PAIR = 0.02;
/** Weight of all literals together, beside that of the phrases: what many rules look for is frequent, but each literal counts itself. */
const LITERALS_WEIGHT = 0.3;
/** Weight of what a byte alone tells about the next one, beside what it and the byte before it tell. */
const PAIR_WEIGHT = 1;

/** How often bytes, and two and three of them in a row, were seen. */
class Counts {
  readonly pairs = new Float32Array(65_536);
  /** Counts of three bytes by a hash of 16 bits. */
  readonly triples = new Float32Array(65_536);
  /** How often a byte stands before another. */
  readonly leading = new Float32Array(256);
  total = 0;

  add(bytes: Uint8Array, weight: number): void {
    const { pairs, triples, leading } = this;
    let pair = 0;
    for (let i = 1; i < bytes.length; i++) {
      const before = bytes[i - 1] as number;
      const triple = tripleHash(pair, bytes[i] as number);
      if (i > 1) triples[triple] = (triples[triple] as number) + weight;
      pair = (before << 8) | (bytes[i] as number);
      pairs[pair] = (pairs[pair] as number) + weight;
      leading[before] = (leading[before] as number) + weight;
    }
    this.total += weight * bytes.length;
  }

  /** Takes on what others count. */
  set({ pairs, triples, leading, total }: Counts): void {
    this.pairs.set(pairs);
    this.triples.set(triples);
    this.leading.set(leading);
    this.total = total;
  }
}

const phrases = once(() => {
  const counts = new Counts();
  for (const text of [LOG_PHRASES, LOG_PHRASES.toLowerCase()]) counts.add(new TextEncoder().encode(text), 1);
  return counts;
});

/**
 * Estimates how often bytes stand together, each byte from the two before it, by counts over the phrases and the literals at hand.
 */
export class Rarity {
  readonly #counts = new Counts();

  /** Takes these literals, in the place of those before. */
  weigh(literals: readonly Uint8Array[]): void {
    this.#counts.set(phrases());
    const total = literals.reduce((sum, bytes) => sum + bytes.length, 1);
    const weight = Math.min(1, (LITERALS_WEIGHT * LOG_PHRASES.length) / total);
    for (const bytes of literals) this.#counts.add(bytes, weight);
  }

  /** Estimated share of positions at which this byte stands. */
  byte(value: number): number {
    return ((this.#counts.leading[value] as number) + UNSEEN_BYTE) / (this.#counts.total + 256 * UNSEEN_BYTE);
  }

  #second(first: number, second: number): number {
    const pair = (this.#counts.pairs[(first << 8) | second] as number) + UNSEEN_PAIR;
    return pair / ((this.#counts.leading[first] as number) + 256 * UNSEEN_PAIR);
  }

  #third(first: number, second: number, third: number): number {
    const pair = (first << 8) | second;
    const triple = this.#counts.triples[tripleHash(pair, third)] as number;
    return (triple + PAIR_WEIGHT * this.#second(second, third)) / ((this.#counts.pairs[pair] as number) + PAIR_WEIGHT);
  }

  /** Estimated share of positions at which the first `count` bytes of the literal stand. */
  first(bytes: Uint8Array, count: number): number {
    let share = this.byte(bytes[0] as number);
    if (count > 1) share *= this.#second(bytes[0] as number, bytes[1] as number);
    for (let i = 2; i < count; i++)
      share *= this.#third(bytes[i - 2] as number, bytes[i - 1] as number, bytes[i] as number);
    return share;
  }

  /**
   * For each offset at which `count` of the first `length` bytes of the literal begin: the estimated share of positions at which the
   * same bytes stand, put into `out`.
   */
  grams(bytes: Uint8Array, length: number, count: number, thirds: Float64Array, out: Float64Array): void {
    for (let at = 0; at + count <= length; at++) {
      let share = this.byte(bytes[at] as number);
      if (count > 1) share *= this.#second(bytes[at] as number, bytes[at + 1] as number);
      for (let i = at + 2; i < at + count; i++) share *= thirds[i] as number;
      out[at] = share;
    }
  }

  /** For each of the first `length` bytes of a literal, from the third on: how often it follows the two before it, put into `out`. */
  thirds(bytes: Uint8Array, length: number, out: Float64Array): void {
    for (let i = 2; i < length; i++) {
      out[i] = this.#third(bytes[i - 2] as number, bytes[i - 1] as number, bytes[i] as number);
    }
  }
}

function tripleHash(pair: number, byte: number): number {
  return Math.imul((pair << 8) | byte, 0x9e3779b1) >>> 16;
}
