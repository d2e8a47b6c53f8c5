// Keys are told apart by their last bytes before they are read: what is like a wanted key there, or hides one, must not mislead the walk.

import { describe, expect, it } from "vitest";
import { compile, Matcher, parseCondition } from "../../src/index.js";

function matcherOf(condition: string) {
  const { program } = compile([{ id: "rule", condition: parseCondition(condition) }], { strict: true });
  return new Matcher(program);
}

describe.each([
  ["a key", 'eventName == "yes"'],
  ["a key of three bytes", 'key == "yes"'],
  ["a key of two bytes", 'id == "yes"'],
  ["a key of no bytes", '"" == "yes"'],
  ...[15, 16, 17, 62, 63].map((length) => [`a key of ${length} bytes`, `${"k".repeat(length - 4)}Name == "yes"`]),
])("%s", (_, condition) => {
  const name = condition.slice(0, condition.indexOf(" ")).replaceAll('"', "");
  const found: readonly (readonly [string, string])[] = [
    ["beside others that end alike", `{"x${name}":"no","${name}":"yes","${name}x":"no"}`],
    ["with white space around the colon", `{"${name}" \t:\r "yes"}`],
    ["behind a value that the event has no key for", `{"other":{"${name}":"no"},"${name}":"yes"}`],
    ["right behind an escape", `{"a":"\\\\","${name}":"yes"}`],
    ["behind an escape", `{"a\\"":"\\"","${name}":"yes"}`],
  ];

  it.each(found)("is found %s", (_where, event) => {
    using matcher = matcherOf(condition);
    expect(matcher.test(event)).toBe(true);
  });

  it("is not found where another key ends like it", () => {
    using matcher = matcherOf(condition);
    expect(matcher.test(`{"x${name}":"yes","a\\"${name}":"yes","${name} ":"yes"}`)).toBe(false);
  });
});

describe("a key", () => {
  it("is found where it is written with escapes", () => {
    using matcher = matcherOf('eventName == "yes"');
    expect(matcher.test('{"event\\u004eame":"yes"}')).toBe(true);
    expect(matcher.test('{"eventNam\\u0065":"yes"}')).toBe(true);
    expect(matcher.test('{"\\u0065ventName":"yes"}')).toBe(true);
    using short = matcherOf('key == "yes"');
    for (const key of ["\\u006bey", "k\\u0065y", "ke\\u0079"]) expect(short.test(`{"${key}":"yes"}`)).toBe(true);
  });

  it("is found in another case, beyond ASCII too, where case does not matter", () => {
    using matcher = matcherOf('eventTask~ == "yes"');
    expect(matcher.test('{"EVENTTASK":"yes"}')).toBe(true);
    expect(matcher.test('{"eventTas\u212a":"yes"}')).toBe(true);
    expect(matcher.test('{"eventTasX":"yes"}')).toBe(false);
    using short = matcherOf('key~ == "yes"');
    for (const key of ["KEY", "kEy", "\u212aey"]) expect(short.test(`{"${key}":"yes"}`)).toBe(true);
    expect(short.test('{"xey":"yes"}')).toBe(false);
  });

  it("is told from others of all lengths that end alike", () => {
    const names = Array.from({ length: 59 }, (_, i) => `${"x".repeat(i)}Name`);
    const rules = names.map((name) => ({ id: name, condition: parseCondition(`${name} == "yes"`) }));
    using matcher = new Matcher(compile(rules, { strict: true }).program);
    for (const name of names) {
      const event = JSON.stringify({ [`y${name}`]: "yes", [name]: "yes", [`${name}x`]: "yes" });
      expect(matcher.match(event).map(({ rule }) => rule)).toEqual([name]);
    }
  });

  it("may have a quote in it", () => {
    using matcher = matcherOf('"a\\"Name" == "yes"');
    expect(matcher.test('{"a\\"Name":"yes"}')).toBe(true);
    expect(matcher.test('{"aName":"yes","Name":"yes"}')).toBe(false);
  });

  it("does not lend its name to the object of another key", () => {
    using matcher = matcherOf('user.name == "yes"');
    expect(matcher.test('{"user":1,"other":{"name":"yes"}}')).toBe(false);
    expect(matcher.test('{"other":{"name":"no"},"user":{"name":"yes"}}')).toBe(true);
  });
});
