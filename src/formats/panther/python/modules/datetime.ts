// `datetime`. The local zone is UTC, as it is where Panther runs rules.

import { toFloat } from "../arithmetic.js";
import { EXCEPTIONS, raise, Stopped } from "../exceptions.js";
import type { Machine } from "../machine.js";
import { dataOf, define, defineClass, expectInt, expectText, method } from "../native.js";
import { numeric } from "../operate.js";
import { NOT_IMPLEMENTED, PyClass, PyInstance, PyModule, PyTuple, type Value } from "../values.js";
import { DAY, formatTime, offsetText, parseIso, parseTime, SECOND, toMicros, toParts, weekday } from "./calendar.js";

/** A moment on a clock; `zone` is null where none is known. */
interface Moment {
  readonly micros: bigint;
  readonly zone: PyInstance | null;
}

interface Zone {
  readonly offset: bigint;
  readonly name: string;
}

function delta(micros: bigint): PyInstance {
  if (micros / DAY > 999_999_999n || micros / DAY < -999_999_999n)
    throw raise("OverflowError", "days must have magnitude <= 999999999");
  return new PyInstance(TIMEDELTA, micros);
}

/** Numbers of a unit in microseconds, floats to the nearest, ties to even. */
function amount(value: Value | undefined, unit: bigint): bigint {
  if (value === undefined) return 0n;
  const number = numeric(value);
  if (number === undefined) throw raise("TypeError", "unsupported type for timedelta component");
  if (typeof number === "bigint") return number * unit;
  if (!Number.isFinite(number)) throw raise("ValueError", "cannot convert float to integer");
  const whole = Math.trunc(number);
  const part = (number - whole) * Number(unit);
  const low = BigInt(whole) * unit + BigInt(Math.floor(part));
  const rest = part - Math.floor(part);
  return rest > 0.5 || (rest === 0.5 && low % 2n !== 0n) ? low + 1n : low;
}

function readIso(text: Value): ReturnType<typeof parseIso> {
  const given = expectText(text, "fromisoformat: argument");
  if (/^\d{4}-?W\d/.test(given)) throw new Stopped("python-unsupported", "dates of weeks are not supported");
  return parseIso(given);
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

const compareBy = (one: () => PyClass, key: (value: PyInstance) => bigint) =>
  (["__eq__", "__lt__", "__le__", "__gt__", "__ge__"] as const).map((name) =>
    method(name, "other", (_machine, self: PyInstance, other: Value) => {
      if (!(other instanceof PyInstance) || other.class !== one()) return NOT_IMPLEMENTED;
      const [a, b] = [key(self), key(other)];
      if (one() === DATETIME && ((self.data as Moment).zone === null) !== ((other.data as Moment).zone === null)) {
        if (name === "__eq__") return false;
        throw raise("TypeError", "can't compare offset-naive and offset-aware datetimes");
      }
      return name === "__eq__"
        ? a === b
        : name === "__lt__"
          ? a < b
          : name === "__le__"
            ? a <= b
            : name === "__gt__"
              ? a > b
              : a >= b;
    }),
  );

const TIMEDELTA: PyClass = defineClass("timedelta", {
  create: method(
    "timedelta",
    "days? seconds? microseconds? milliseconds? minutes? hours? weeks?",
    (_machine, _class: Value, ...parts: (Value | undefined)[]) => {
      const units = [DAY, SECOND, 1n, 1000n, 60n * SECOND, 3600n * SECOND, 7n * DAY];
      return delta(units.reduce((sum, unit, at) => sum + amount(parts[at], unit), 0n));
    },
  ),
  methods: [
    ...compareBy(
      () => TIMEDELTA,
      (value) => value.data as bigint,
    ),
    method("total_seconds", "", (_machine, self: PyInstance) => toFloat(self.data as bigint) / 1e6),
    method("__hash__", "", (_machine, self: PyInstance) => self.data as bigint),
    method("__bool__", "", (_machine, self: PyInstance) => self.data !== 0n),
    method("__neg__", "", (_machine, self: PyInstance) => delta(-(self.data as bigint))),
    method("__add__", "other", (_machine, self: PyInstance, other: Value) =>
      other instanceof PyInstance && other.class === TIMEDELTA
        ? delta((self.data as bigint) + (other.data as bigint))
        : NOT_IMPLEMENTED,
    ),
    method("__sub__", "other", (_machine, self: PyInstance, other: Value) =>
      other instanceof PyInstance && other.class === TIMEDELTA
        ? delta((self.data as bigint) - (other.data as bigint))
        : NOT_IMPLEMENTED,
    ),
    ...["__mul__", "__rmul__"].map((name) =>
      method(name, "other", (_machine, self: PyInstance, other: Value) => delta(amount(other, self.data as bigint))),
    ),
    method("__truediv__", "other", (_machine, self: PyInstance, other: Value) => {
      const by = other instanceof PyInstance && other.class === TIMEDELTA ? (other.data as bigint) : undefined;
      if (by !== undefined) return toFloat(self.data as bigint) / toFloat(by);
      return delta(BigInt(Math.round(toFloat(self.data as bigint) / toFloat(numeric(other) ?? 1n))));
    }),
    method("__floordiv__", "other", (_machine, self: PyInstance, other: Value) => {
      const by = other instanceof PyInstance && other.class === TIMEDELTA ? (other.data as bigint) : undefined;
      if (by === 0n) throw raise("ZeroDivisionError", "integer division or modulo by zero");
      return by === undefined
        ? delta(floorDivide(self.data as bigint, expectInt(other, "")))
        : floorDivide(self.data as bigint, by);
    }),
    method("__str__", "", (_machine, self: PyInstance) => deltaText(self.data as bigint)),
    method("__repr__", "", (_machine, self: PyInstance) => {
      const [days, seconds, micros] = deltaParts(self.data as bigint);
      const parts = [
        days && `days=${days}`,
        seconds && `seconds=${seconds}`,
        micros && `microseconds=${micros}`,
      ].filter(Boolean);
      return `datetime.timedelta(${parts.join(", ") || "0"})`;
    }),
  ],
  properties: {
    days: (_machine, self: PyInstance) => deltaParts(self.data as bigint)[0],
    seconds: (_machine, self: PyInstance) => deltaParts(self.data as bigint)[1],
    microseconds: (_machine, self: PyInstance) => deltaParts(self.data as bigint)[2],
  },
});

function deltaParts(micros: bigint): readonly [bigint, bigint, bigint] {
  const days = floorDivide(micros, DAY);
  const rest = micros - days * DAY;
  return [days, rest / SECOND, rest % SECOND];
}

function deltaText(micros: bigint): string {
  const [days, seconds, rest] = deltaParts(micros);
  const two = (value: bigint) => String(value).padStart(2, "0");
  const clock = `${seconds / 3600n}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  const fraction = rest === 0n ? "" : `.${String(rest).padStart(6, "0")}`;
  const prefix = days === 0n ? "" : `${days} day${days === 1n || days === -1n ? "" : "s"}, `;
  return prefix + clock + fraction;
}

const TZINFO = defineClass("tzinfo", {});
const TIMEZONE: PyClass = defineClass("timezone", {
  bases: [TZINFO],
  create: method("timezone", "offset name?", (_machine, _class: Value, offset: Value, name?: Value) =>
    zone(dataOf<bigint>(offset, TIMEDELTA), name as string | undefined),
  ),
  methods: [
    method("utcoffset", "dt", (_machine, self: PyInstance) => delta((self.data as Zone).offset)),
    method("tzname", "dt", (_machine, self: PyInstance) => (self.data as Zone).name),
    method("__eq__", "other", (_machine, self: PyInstance, other: Value) =>
      other instanceof PyInstance && other.class === TIMEZONE
        ? (self.data as Zone).offset === (other.data as Zone).offset
        : NOT_IMPLEMENTED,
    ),
    method("__hash__", "", (_machine, self: PyInstance) => (self.data as Zone).offset),
    method("__str__", "", (_machine, self: PyInstance) => (self.data as Zone).name),
  ],
});

function zone(offset: bigint, name?: string): PyInstance {
  const text = offset === 0n ? "UTC" : `UTC${offsetText(offset, true)}`;
  return new PyInstance(TIMEZONE, { offset, name: name ?? text } satisfies Zone);
}
const UTC = zone(0n);
TIMEZONE.attributes.set("utc", UTC);

const LOWEST = toMicros({ year: 1, month: 1, day: 1, hour: 0, minute: 0, second: 0, micro: 0 }) as bigint;
const HIGHEST = toMicros({
  year: 9999,
  month: 12,
  day: 31,
  hour: 23,
  minute: 59,
  second: 59,
  micro: 999_999,
}) as bigint;

function moment(micros: bigint, tz: PyInstance | null, one: PyClass = DATETIME): PyInstance {
  if (micros < LOWEST || micros > HIGHEST) throw raise("OverflowError", "date value out of range");
  return new PyInstance(one, { micros, zone: tz } satisfies Moment);
}

function dataOfMoment(value: Value): Moment {
  return dataOf<Moment>(value, DATE);
}

/** Microseconds since the epoch; a time without a zone is taken as UTC. */
function instant({ micros, zone: tz }: Moment): bigint {
  return tz === null ? micros : micros - (tz.data as Zone).offset;
}

function zoneOf(value: Value | undefined): PyInstance | null {
  if (value === undefined || value === null) return null;
  dataOf<Zone>(value, TIMEZONE);
  return value as PyInstance;
}

function shift(self: PyInstance, by: Value, sign: bigint): Value {
  if (!(by instanceof PyInstance) || by.class !== TIMEDELTA) return NOT_IMPLEMENTED;
  const { micros, zone: tz } = dataOfMoment(self);
  const amountOf = self.class === DATE ? floorDivide(by.data as bigint, DAY) * DAY : (by.data as bigint);
  return moment(micros + sign * amountOf, tz, self.class);
}

function subtract(_machine: Machine, self: PyInstance, other: Value): Value {
  if (other instanceof PyInstance && other.class === self.class) {
    const [a, b] = [dataOfMoment(self), dataOfMoment(other)];
    if ((a.zone === null) !== (b.zone === null))
      throw raise("TypeError", "can't subtract offset-naive and offset-aware datetimes");
    return delta(instant(a) - instant(b));
  }
  return shift(self, other, -1n);
}

function isoText(self: PyInstance, separator: string): string {
  const { micros, zone: tz } = dataOfMoment(self);
  const date = formatTime(micros, "%Y-%m-%d", undefined, "")?.padStart(10, "0") as string;
  if (self.class === DATE) return date;
  const clock = formatTime(micros, toParts(micros).micro === 0 ? "%H:%M:%S" : "%H:%M:%S.%f", undefined, "");
  return `${date}${separator}${clock}${tz === null ? "" : offsetText((tz.data as Zone).offset, true)}`;
}

function format(self: PyInstance, spec: string): string {
  const { micros, zone: tz } = dataOfMoment(self);
  const data = tz?.data as Zone | undefined;
  const text = formatTime(micros, spec, data?.offset, data?.name ?? "");
  if (text === undefined) throw new Stopped("python-unsupported", `the time format ${spec} is not supported`);
  return text;
}

const partNames = ["year", "month", "day", "hour", "minute", "second"] as const;
const partProperties = (names: readonly (typeof partNames)[number][]) =>
  Object.fromEntries(
    names.map((name) => [
      name,
      (_machine: Machine, self: PyInstance) => BigInt(toParts(dataOfMoment(self).micros)[name]),
    ]),
  );

function fromParts(parts: readonly (Value | undefined)[], tz: PyInstance | null, one: PyClass): PyInstance {
  const [year, month, day, hour = 0n, minute = 0n, second = 0n, micro = 0n] = parts.map((part) =>
    part === undefined ? undefined : expectInt(part, ""),
  );
  const numbers = [year, month, day, hour, minute, second, micro].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [y, m, d, hh, mm, ss, us] = numbers;
  const micros = toMicros({ year: y, month: m, day: d, hour: hh, minute: mm, second: ss, micro: us });
  if (micros === undefined) throw raise("ValueError", "a part of the date or time is out of range");
  return moment(micros, tz, one);
}

function replaced(self: PyInstance, given: readonly (Value | undefined)[], tz: Value | undefined): PyInstance {
  const { micros, zone: own } = dataOfMoment(self);
  const now = toParts(micros);
  const parts = [now.year, now.month, now.day, now.hour, now.minute, now.second, now.micro].map(
    (part, at) => given[at] ?? BigInt(part),
  );
  return fromParts(parts, tz === undefined ? own : zoneOf(tz), self.class);
}

const DATE: PyClass = defineClass("date", {
  create: method("date", "year month day", (_machine, _class: Value, ...parts: Value[]) =>
    fromParts(parts, null, DATE),
  ),
  methods: [
    ...compareBy(
      () => DATE,
      (value) => (value.data as Moment).micros,
    ),
    method("__hash__", "", (_machine, self: PyInstance) => instant(dataOfMoment(self))),
    method("__add__", "other", (_machine, self: PyInstance, other: Value) => shift(self, other, 1n)),
    method("__radd__", "other", (_machine, self: PyInstance, other: Value) => shift(self, other, 1n)),
    method("__sub__", "other", subtract as (machine: Machine, ...args: never[]) => Value),
    method("isoformat", "sep?", (_machine, self: PyInstance, separator: Value = "T") =>
      isoText(self, separator as string),
    ),
    method("strftime", "format", (_machine, self: PyInstance, spec: Value) => format(self, expectText(spec, "format"))),
    method("__format__", "format", (_machine, self: PyInstance, spec: Value) =>
      spec === "" ? isoText(self, " ") : format(self, spec as string),
    ),
    method("__str__", "", (_machine, self: PyInstance) => isoText(self, " ")),
    method("weekday", "", (_machine, self: PyInstance) => BigInt(weekday(dataOfMoment(self).micros))),
    method("isoweekday", "", (_machine, self: PyInstance) => BigInt(weekday(dataOfMoment(self).micros) + 1)),
    method("timetuple", "", (_machine, self: PyInstance) => {
      const { year, month, day, hour, minute, second } = toParts(dataOfMoment(self).micros);
      return new PyTuple(
        [year, month, day, hour, minute, second, weekday(dataOfMoment(self).micros), 1, -1].map(BigInt),
      );
    }),
    method("replace", "year? month? day?", (_machine, self: PyInstance, ...parts: (Value | undefined)[]) =>
      replaced(self, parts, undefined),
    ),
  ],
  properties: partProperties(["year", "month", "day"]),
  statics: {
    today: define("today", "", () => moment(((BigInt(Date.now()) * 1000n) / DAY) * DAY, null, DATE)),
    fromisoformat: define("fromisoformat", "text", (_machine, text: Value) => {
      const found = readIso(text);
      const micros = found && toMicros(found.parts);
      if (micros === undefined) throw raise("ValueError", `Invalid isoformat string: '${text}'`);
      return moment((micros / DAY) * DAY, null, DATE);
    }),
  },
});

function now(tz: Value | undefined): PyInstance {
  const micros = BigInt(Date.now()) * 1000n;
  const zoned = zoneOf(tz);
  return moment(zoned ? micros + (zoned.data as Zone).offset : micros, zoned);
}

function fromTimestamp(value: Value, tz: Value | undefined): PyInstance {
  const micros = amount(value, SECOND);
  if (micros < LOWEST || micros > HIGHEST) throw raise("ValueError", `year is out of range`);
  const zoned = zoneOf(tz);
  return moment(zoned ? micros + (zoned.data as Zone).offset : micros, zoned);
}

const DATETIME: PyClass = defineClass("datetime", {
  bases: [DATE],
  create: method(
    "datetime",
    "year month day hour? minute? second? microsecond? tzinfo?",
    (_machine, _class: Value, ...parts: (Value | undefined)[]) =>
      fromParts(parts.slice(0, 7), zoneOf(parts[7]), DATETIME),
  ),
  methods: [
    ...compareBy(
      () => DATETIME,
      (value) => instant(value.data as Moment),
    ),
    method("timestamp", "", (_machine, self: PyInstance) => toFloat(instant(dataOfMoment(self))) / 1e6),
    method("date", "", (_machine, self: PyInstance) =>
      moment(floorDivide(dataOfMoment(self).micros, DAY) * DAY, null, DATE),
    ),
    method("utcoffset", "", (_machine, self: PyInstance) => {
      const { zone: tz } = dataOfMoment(self);
      return tz && delta((tz.data as Zone).offset);
    }),
    method("astimezone", "tz?", (_machine, self: PyInstance, tz?: Value) => {
      const target = zoneOf(tz) ?? UTC;
      return moment(instant(dataOfMoment(self)) + (target.data as Zone).offset, target);
    }),
    method(
      "replace",
      "year? month? day? hour? minute? second? microsecond? tzinfo?",
      (_machine, self: PyInstance, ...parts: (Value | undefined)[]) => replaced(self, parts, parts[7]),
    ),
  ],
  properties: {
    ...partProperties(["hour", "minute", "second"]),
    microsecond: (_machine, self: PyInstance) => BigInt(toParts(dataOfMoment(self).micros).micro),
    tzinfo: (_machine, self: PyInstance) => dataOfMoment(self).zone,
  },
  statics: {
    now: define("now", "tz?", (_machine, tz?: Value) => now(tz)),
    utcnow: define("utcnow", "", () => now(undefined)),
    today: define("today", "", () => now(undefined)),
    fromtimestamp: define("fromtimestamp", "timestamp tz?", (_machine, value: Value, tz?: Value) =>
      fromTimestamp(value, tz),
    ),
    utcfromtimestamp: define("utcfromtimestamp", "timestamp", (_machine, value: Value) =>
      fromTimestamp(value, undefined),
    ),
    fromisoformat: define("fromisoformat", "text", (_machine, text: Value) =>
      newMoment(readIso(text), `Invalid isoformat string: '${text}'`),
    ),
    strptime: define("strptime", "text format", (_machine, text: Value, spec: Value) => {
      bounded(text);
      bounded(spec);
      const found = parseTime(expectText(text, "strptime() argument 1"), expectText(spec, "strptime() argument 2"));
      if (found === "unknown") throw new Stopped("python-unsupported", `the time format ${spec} is not supported`);
      return newMoment(found, `time data '${text}' does not match format '${spec}'`);
    }),
  },
});

/** A datetime of what was read; raises ValueError for nothing. */
export function newMoment(found: ReturnType<typeof parseIso>, message: string): PyInstance {
  const micros = found && toMicros(found.parts);
  if (!found || micros === undefined) throw raise("ValueError", message);
  return moment(micros, found.offset === undefined ? null : found.offset === 0n ? UTC : zone(found.offset));
}

export function datetimeModule(): PyModule {
  const names: readonly (readonly [string, Value])[] = [
    ["datetime", DATETIME],
    ["date", DATE],
    ["timedelta", TIMEDELTA],
    ["timezone", TIMEZONE],
    ["tzinfo", TZINFO],
    ["UTC", UTC],
  ];
  return new PyModule("datetime", new Map(names), true);
}

const PARSER_ERROR = new PyClass("ParserError", [EXCEPTIONS.get("ValueError") as PyClass], true);
/** Times are short: what is longer is none, and would be looked at for long. */
function bounded(text: Value): void {
  if (typeof text === "string" && text.length > 256)
    throw new Stopped("python-limit", "expected a time of at most 256 characters");
}

const LOOSE =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?(?:\s*UTC)?$/i;

/** `dateutil.parser`, of the texts that begin with a year; others are refused. */
export function dateutilParserModule(): PyModule {
  const parse = define("parse", "timestr", (_machine, text: Value) => {
    bounded(text);
    const found = LOOSE.exec(expectText(text, "Parser must be a string or character stream").trim());
    if (!found) {
      if (/^\s*$|^[^0-9]*$/.test(text as string)) throw raise("ValueError", `Unknown string format: ${text}`);
      throw new Stopped("python-unsupported", "dateutil.parser.parse of this text is not supported");
    }
    const [, year, month, day, hour, minute, second, fraction, tz] = found;
    const offset =
      tz === undefined ? undefined : /^(?:z|utc|gmt)$/i.test(tz) ? 0n : parseIso(`2000-01-01T00:00${tz}`)?.offset;
    const numbers = { year, month, day, hour: hour ?? 0, minute: minute ?? 0, second: second ?? 0 };
    const parts = Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, Number(value)])) as Record<
      keyof typeof numbers,
      number
    >;
    const micro = Number((fraction ?? "0").slice(0, 6).padEnd(6, "0"));
    return newMoment({ parts: { ...parts, micro }, offset }, `Unknown string format: ${text}`);
  });
  return new PyModule(
    "dateutil.parser",
    new Map<string, Value>([
      ["parse", parse],
      ["ParserError", PARSER_ERROR],
    ]),
    true,
  );
}
