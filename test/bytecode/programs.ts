// Programs to verify, to damage and to run: real ones, and ones put together section by section.

import { crc32 } from "../../src/bytecode/checksum.js";
import * as layout from "../../src/bytecode/layout.js";
import { writeFile } from "../../src/bytecode/sections.js";
import { ProgramView } from "../../src/bytecode/view.js";
import { compile } from "../../src/engine/compile.js";
import type { HostedRule } from "../../src/rule/host.js";
import { parseCondition } from "../../src/rule/notation.js";

/** Conditions that together make every kind of record and predicate. */
const CONDITIONS: readonly string[] = [
  'not (errorCode is_not_null or errorMessage is_not_null)\neventName in ["DeleteTrail", "StopLogging"]',
  'eventName == "DeleteTrail" and id exists and k is_null and t is_truthy',
  'eventName in ["StopLogging", "é", "", "longer than sixteen bytes"] nocase and userName~ == "root" and userName == "Root"',
  'userName~.inner.more == "x" and userName.inner.more == "y" and userName~.inner~.more == "z"',
  'a.b[0].c == 9007199254740993 or a.b[1] match "(?i)foo|bar+$" or a.b[7][2].c == "seven"',
  'ip cidr "10.0.0.0/8" or ip cidr "2001:db8::/32" or ip == null or ip == true or ip == false',
  '(ip cidr "10.1.0.0/16" or ip cidr "::/0") and not (ip cidr "10.1.2.0/24" and ip cidr "0.0.0.0/0") or ip cidr "2001:db8::1"',
  'x > 3.5 double and x < 1e30 and x >= -7 and x <= 0.1 and a.b[0].d < "m" and name > "b" and name <= "x" and name >= "c"',
  'name contains "ab" and name starts_with "a" nocase and name ends_with "c" text and name wildcard "a*b??c*d*?" nocase',
  "name == other and name contains other and name starts_with other and name ends_with other and x < y and x <= y and x > y and x >= y",
  'some resources[*] as r: (r.type in ["AWS::S3::Bucket", "AWS::IAM::Role"] and r.ARN match "^arn:aws:[a-z0-9]+:" and some r.tags[*] as t: (t.key == r.key and t.value == "no"))',
  'every list[*] as x: (x < 10 or some list[*] as y: (y == "yes")) and list[0] == 1',
  'resources[*].type == "AWS::S3::Bucket" and tags[*].key contains "env"',
  // The first needs more states than a DFA is given.
  'name match "a.{40}[bc]a.{40}b" or name match "^(?:[a-c]|x+)*!$"',
  'commandLine contains "mimikatz" nocase and id != 7',
  'commandLine match "(?i)invoke-(mimikatz|expression)[0-9]*" or commandLine starts_with "c:\\\\windows\\\\" nocase',
  'commandLine ends_with "payload.exe" or name starts_with "powershell" or name wildcard "*shellcode*?"',
  "y > 12.5 or k is_truthy",
  "t is_string or t is_number or t is_integer or t is_boolean or t is_array or t is_object",
  'not eventName == "DeleteTrail" and not y exists',
  "k is_null or not name exists",
  "size > 3 or size >= 7.5 or size < -2 or size <= -1e3 or size in [1, 2, 3]",
  '** contains "needle7in" and ** == "payload" text and ** in ["Root", "abc"] nocase or ** match "^ab+x{2}c"',
  'a.** == "foo" or not resources.** wildcard "arn:*" and some list[*] as x: (x.** == "yes" and not x.** contains "no")',
  'name contains "ab" nocase or name[*] contains "ab" nocase or list in ["yes", "no"] or list[*] in ["yes", "no"] or list match "ye+s" or list[*] match "ye+s"',
  'size in [1, 2, 3] or size[*] in [1, 2, 3] or ip cidr "10.1.0.0/16" or ip[*] cidr "10.1.0.0/16" or commandLine ends_with "needle7in" or commandLine[*] ends_with "needle7in"',
  'some list[*] as x: (x == "yes" or x[*] == "yes" or x.key wildcard "e*v" or x.key[*] wildcard "e*v")',
];

/** Conditions of many literals on one field, so that there is more than one layer and bucket. */
const LITERALS: readonly string[] = [
  ...Array.from({ length: 90 }, (_, i) => `commandLine contains "needle${i}in" and id != ${i}`),
  ...Array.from({ length: 30 }, (_, i) => `name ends_with "${"xyz".repeat(i)}.exe" or name starts_with "${i}:\\\\"`),
  'commandLine contains "ab" or name contains "a"',
];

/** Conditions of rules by scope: groups with literals of their own, with rules that wait for nothing, that wait for nothing themselves. */
const SCOPED: Readonly<Record<string, readonly string[]>> = {
  'eventName starts_with "Delete" or id == 1': [
    ...Array.from({ length: 70 }, (_, i) => `commandLine contains "scoped${i}" or userName == "scoped${i}"`),
    'commandLine contains "needle7in" or commandLine contains "mimikatz" nocase',
    "not name exists",
  ],
  'some list[*] as x: (x == "yes")': ["tags[*].key exists", 'commandLine starts_with "scoped"', "not name exists"],
  "not eventName exists": ['commandLine contains "scoped" or other ends_with "scoped"'],
};

/** Log types of the sample's rules, by their number; of some none. They are named by `channel`. */
const LOG_TYPES: readonly (readonly string[])[] = [["Security"], ["Sysmon", "Security"], [], ["é"], []];

/** What every third of the sample's rules brings for a host. */
const HOSTED: readonly HostedRule[] = [
  { format: "toy", decides: true, parts: ["shared", "é own"], certain: parseCondition('name exists or other == "ab"') },
  { format: "other", decides: false, parts: ["shared", "", "toy"] },
  { format: "toy", decides: false, parts: [] },
];

/** Events of which the conditions read much. The last ones are no valid events. */
export const EVENTS: readonly string[] = [
  '{"eventName":"DeleteTrail","errorCode":null,"id":1,"t":[0],"size":7.5,"channel":"Security"}',
  '{"eventName":"stopLOGGING","userName":"Root","username":"root","k":null}',
  '{"eventName":"\\u00c9","userName":{"inner":{"more":"y"}},"USERNAME":{"inner":{"more":"x"},"INNER":{"more":"z"}}}',
  '{"eventName":"","a":{"b":[{"c":9007199254740993,"d":"k"},"xxFOO",2,3,4,5,6,[1,2,{"c":"seven"}]]}}',
  '{"a":{"b":[{"c":9007199254740993.0,"d":"lé"},"barrrr"]},"ip":"10.1.2.3","x":0.05,"y":0.05}',
  '{"ip":"2001:db8::1","name":"abxxczzdq","other":"ab","x":-6.999,"y":1e400}',
  '{"ip":true,"name":"a\\u0062\\uD83D\\uDE00\\"c\\\\d\\n!","other":"a\\/b","x":3.5000000001,"y":4}',
  '{"resources":[{"type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::x","key":"k","tags":[{"key":"k","value":"no"}]},{"type":1}]}',
  '{"channel":"\\u00e9","resources":[{"type":"AWS::IAM::Role","ARN":"arn:aws:iam::1","key":"k","tags":[{"key":"j"},{"key":"k","value":"no"}]}]}',
  '{"list":[1,2,"yes",[3],{"a":1},null],"tags":[{"key":"environment"},{"key":"envy"}]}',
  '{"list":[],"list":[1,11,"no"],"name":"c","name":"abc","errorMessage":"e","eventName":"StopLogging"}',
  '{ "l\\u0069st" : [ ] , "eventName" : "longer than sixteen bytes" , "a" : { "b" : [ ] } , "ip" : null }',
  `{"name":"${"ab".repeat(300)}","other":"${"ab".repeat(40)}c","x":${"1".repeat(400)},"y":${"1".repeat(399)}2}`,
  `{"list":${"[".repeat(50)}${"]".repeat(50)},"eventName":"${"\\u00e9".repeat(200)}","tags":{"key":"env"}}`,
  '{"commandLine":"C:\\\\WINDOWS\\\\x needle7in scoped7 Invoke-Mimikatz0 payload.exe","name":"3:\\\\xyzxyz.exe","id":1}',
  `{"commandLine":"${"needle1".repeat(90)}in ab scoped7","name":"powershell shellcode!","k":"k","y":13}`,
  `{"eventName":"Other","name":"n","commandLine":"none","rest":"${"\\u00e9 ".repeat(60)}"}`,
  '{"name":["zz","xAb","xAb",1],"ip":["10.1.2.3","x",null],"size":[0,1.0,1],"list":["yees",["yes"],{"key":["env",["env"]]}],"commandLine":[["needle7in"],"a needle7in"]}',
  '{"eventName":"DeleteTrail"',
  '{"eventName":"DeleteTrail,"a":{"b":[}}',
  '{"a":{"b":[{"c":},,"foo"]},"resources":[{"type":"x"]}',
  "[]",
  "",
];

/** The bytes of a program that has everything. */
export function sampleProgram(): Uint8Array {
  return compileAll(CONDITIONS, SCOPED);
}

/** Programs of one condition each, one of many literals, and the one that has everything. */
export function samplePrograms(): readonly Uint8Array[] {
  return [
    ...CONDITIONS.map((condition) => compileAll([condition])),
    compileAll(LITERALS),
    compileAll([], SCOPED),
    sampleProgram(),
  ];
}

function compileAll(
  conditions: readonly string[],
  scoped: Readonly<Record<string, readonly string[]>> = {},
): Uint8Array {
  const all: { scope?: string; condition: string }[] = conditions.map((condition) => ({ condition }));
  for (const [scope, inside] of Object.entries(scoped)) all.push(...inside.map((condition) => ({ scope, condition })));
  const { program, diagnostics } = compile(
    all.map(({ scope, condition }, i) => ({
      id: `Rule.${i}`,
      condition: parseCondition(condition),
      ...(scope !== undefined && { scope: parseCondition(scope) }),
      logTypes: LOG_TYPES[i % LOG_TYPES.length] as readonly string[],
      ...(i % 3 === 1 && { host: HOSTED[((i / 3) % HOSTED.length) | 0] as HostedRule }),
    })),
    { logTypeField: "channel" },
  );
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return program.bytes;
}

/** Makes the checksum right. */
export function seal(bytes: Uint8Array): Uint8Array {
  const checksum = crc32(bytes.subarray(layout.HEADER_CHECKSUM + 4));
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(layout.HEADER_CHECKSUM, checksum, true);
  return bytes;
}

/** A copy of a program whose words can be changed. */
export class Draft {
  readonly bytes: Uint8Array;
  private readonly original: ProgramView;

  constructor(program: Uint8Array) {
    this.bytes = program.slice();
    this.original = new ProgramView(program);
  }

  /** A word of the program as it was. */
  word(at: number): number {
    return this.original.word(at);
  }

  setWord(at: number, value: number): void {
    new DataView(this.bytes.buffer).setUint32(at, value, true);
  }

  count(section: number): number {
    return this.original.count(section);
  }

  get(section: number, record: number, field = 0): number {
    return this.original.field(section, record, field);
  }

  set(section: number, record: number, field: number, value: number): void {
    const { offset, length } = this.original.section(section);
    this.setWord(offset + record * (length / this.count(section)) + field, value);
  }

  /** The first record of a section for which the test holds. */
  find(section: number, test: (record: number) => boolean): number {
    for (let record = 0; record < this.count(section); record++) if (test(record)) return record;
    throw new Error(`no such record in section ${section}`);
  }

  /** The first predicate of a kind. */
  predicate(kind: number): number {
    const kindOf = (predicate: number): number =>
      this.get(layout.SECTION_PREDICATES, predicate, layout.PREDICATE_KIND) & 0xff;
    return this.find(layout.SECTION_PREDICATES, (predicate) => kindOf(predicate) === kind);
  }

  setPredicate(predicate: number, field: number, value: number): void {
    this.set(layout.SECTION_PREDICATES, predicate, field, value);
  }

  getPredicate(predicate: number, field: number): number {
    return this.get(layout.SECTION_PREDICATES, predicate, field);
  }

  /** The byte after a section. */
  sectionEnd(section: number): number {
    const { offset, length } = this.original.section(section);
    return offset + length;
  }

  /** Where a section is listed in the header. */
  sectionAt(section: number): number {
    return layout.HEADER_SECTIONS + section * 8;
  }
}

/** The words of a node that has neither keys nor indexes nor tables. */
export const EMPTY_NODE: readonly number[] = [0, 0, 0, 31, 0, 0, 0, 0, 0, 0];

/** A program put together from words of sections; what is not given is empty, the nodes are node 0 and the event. */
export function assemble(sections: Readonly<Record<number, readonly number[]>>): Uint8Array {
  const words: Readonly<Record<number, readonly number[]>> = {
    [layout.SECTION_NODES]: [...EMPTY_NODE, ...EMPTY_NODE],
    ...sections,
  };
  const parts = Array.from({ length: layout.SECTION_COUNT }, (_, section) => {
    const part = words[section] ?? [];
    const bytes = new Uint8Array(part.length * 4);
    const view = new DataView(bytes.buffer);
    part.forEach((word, i) => {
      view.setUint32(i * 4, word, true);
    });
    return bytes;
  });
  return writeFile(parts, { logTypeNode: 0, maxBytes: Number.MAX_SAFE_INTEGER });
}

/** The words of a path tree that is one path of array indexes, `depth` long. */
export function deepTree(depth: number): Readonly<Record<number, readonly number[]>> {
  const nodes = [...EMPTY_NODE];
  const indexes: number[] = [];
  for (let below = depth; below >= 0; below--) {
    nodes.push(0, below, 0, 31, 0, 0, depth - below, below > 0 ? 1 : 0, 0, 0);
    if (below > 0) indexes.push(0, 2 + depth - below);
  }
  return { [layout.SECTION_NODES]: nodes, [layout.SECTION_INDEXES]: indexes };
}
