// Dates as numbers: the proleptic Gregorian calendar that Python's `datetime` and JavaScript's Date share.

export const SECOND = 1_000_000n;
export const DAY = 86_400n * SECOND;

/** Parts of a moment on some clock. `micro` counts microseconds. */
export interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micro: number;
}

/** Microseconds from 1970-01-01 00:00 on the same clock; undefined for parts that no calendar has. */
export function toMicros({ year, month, day, hour, minute, second, micro }: Parts): bigint | undefined {
  const fits = (value: number, low: number, high: number) => Number.isInteger(value) && value >= low && value <= high;
  if (!fits(year, 1, 9999) || !fits(month, 1, 12) || !fits(day, 1, daysIn(year, month))) return undefined;
  if (!fits(hour, 0, 23) || !fits(minute, 0, 59) || !fits(second, 0, 59) || !fits(micro, 0, 999_999)) return undefined;
  const date = new Date(Date.UTC(2000, month - 1, day, hour, minute, second));
  date.setUTCFullYear(year, month - 1, day);
  return BigInt(date.getTime()) * 1000n + BigInt(micro);
}

export function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

export function toParts(micros: bigint): Parts {
  const micro = ((micros % SECOND) + SECOND) % SECOND;
  const date = new Date(Number((micros - micro) / 1000n));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    micro: Number(micro),
  };
}

/** Monday is 0. */
export function weekday(micros: bigint): number {
  return (new Date(Number(micros / 1000n) - (micros < 0n && micros % 1000n !== 0n ? 1 : 0)).getUTCDay() + 6) % 7;
}

export function dayOfYear({ year, month, day }: Parts): number {
  let count = day;
  for (let before = 1; before < month; before++) count += daysIn(year, before);
  return count;
}

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS = "January February March April May June July August September October November December".split(" ");

const two = (value: number) => String(value).padStart(2, "0");

/** `+HHMM`, or with a colon `+HH:MM`. */
export function offsetText(offset: bigint, colon = false): string {
  const size = offset < 0n ? -offset : offset;
  const minutes = Number(size / (60n * SECOND));
  return `${offset < 0n ? "-" : "+"}${two(Math.floor(minutes / 60))}${colon ? ":" : ""}${two(minutes % 60)}`;
}

/** strftime in the C locale. `offset` is undefined for a time without a zone. Undefined for a directive that is not known. */
export function formatTime(
  micros: bigint,
  format: string,
  offset: bigint | undefined,
  zone: string,
): string | undefined {
  const parts = toParts(micros);
  const day = weekday(micros);
  let unknown = false;
  const text = format.replace(/%([\s\S])/g, (_all, directive: string) => {
    switch (directive) {
      case "Y":
        return String(parts.year);
      case "y":
        return two(parts.year % 100);
      case "m":
        return two(parts.month);
      case "d":
        return two(parts.day);
      case "H":
        return two(parts.hour);
      case "I":
        return two(parts.hour % 12 || 12);
      case "M":
        return two(parts.minute);
      case "S":
        return two(parts.second);
      case "f":
        return String(parts.micro).padStart(6, "0");
      case "p":
        return parts.hour < 12 ? "AM" : "PM";
      case "A":
        return DAYS[day] as string;
      case "a":
        return (DAYS[day] as string).slice(0, 3);
      case "B":
        return MONTHS[parts.month - 1] as string;
      case "b":
      case "h":
        return (MONTHS[parts.month - 1] as string).slice(0, 3);
      case "j":
        return String(dayOfYear(parts)).padStart(3, "0");
      case "w":
        return String((day + 1) % 7);
      case "u":
        return String(day + 1);
      case "z":
        return offset === undefined ? "" : offsetText(offset);
      case "Z":
        return offset === undefined ? "" : zone;
      case "T":
        return `${two(parts.hour)}:${two(parts.minute)}:${two(parts.second)}`;
      case "D":
        return `${two(parts.month)}/${two(parts.day)}/${two(parts.year % 100)}`;
      case "F":
        return `${parts.year}-${two(parts.month)}-${two(parts.day)}`;
      case "s":
        return String(micros / SECOND);
      case "%":
        return "%";
      default:
        unknown = true;
        return "";
    }
  });
  return unknown ? undefined : text;
}

const names = (list: readonly string[]) => list.map((name) => `${name}|${name.slice(0, 3)}`).join("|");
const FIELDS: Readonly<Record<string, string>> = {
  Y: "(?<Y>\\d{4})",
  y: "(?<y>\\d{2})",
  m: "(?<m>1[0-2]|0[1-9]|[1-9])",
  d: "(?<d>3[01]|[12]\\d|0[1-9]|[1-9]| [1-9])",
  H: "(?<H>2[0-3]|[01]\\d|\\d)",
  I: "(?<I>1[0-2]|0[1-9]|[1-9])",
  M: "(?<M>[0-5]\\d|\\d)",
  S: "(?<S>6[01]|[0-5]\\d|\\d)",
  f: "(?<f>[0-9]{1,6})",
  p: "(?<p>am|pm)",
  A: `(?:${names(DAYS)})`,
  a: `(?:${names(DAYS)})`,
  B: `(?<B>${names(MONTHS)})`,
  b: `(?<B>${names(MONTHS)})`,
  z: "(?<z>[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|Z)",
  Z: "(?<Z>utc|gmt)",
  j: "(?<j>\\d{1,3})",
  "%": "%",
};

export interface ParsedTime {
  readonly parts: Parts;
  readonly offset: bigint | undefined;
}

/** strptime; undefined where the text does not fit, "unknown" for a format that is not known here. */
export function parseTime(text: string, format: string): ParsedTime | undefined | "unknown" {
  let pattern = "";
  for (let at = 0; at < format.length; at++) {
    const character = format[at] as string;
    if (character === "%") {
      const field = FIELDS[format[++at] ?? ""];
      if (field === undefined) return "unknown";
      pattern += field;
    } else if (/\s/.test(character)) {
      // One run of spaces, however it is written.
      if (!pattern.endsWith("\\s+")) pattern += "\\s+";
    } else pattern += character.replace(/[\\^$.*+?()[\]{}|]/, "\\$&");
  }
  let found: RegExpExecArray | null;
  try {
    found = new RegExp(`^${pattern}$`, "i").exec(text);
  } catch {
    return "unknown";
  }
  if (!found) return undefined;
  const groups = found.groups ?? {};
  const number = (name: string, missing: number) => (groups[name] === undefined ? missing : Number(groups[name]));
  let hour = number("H", 0);
  if (groups.I !== undefined) hour = (Number(groups.I) % 12) + (groups.p?.toLowerCase() === "pm" ? 12 : 0);
  const named =
    groups.B &&
    MONTHS.findIndex((month) => month.toLowerCase().startsWith((groups.B as string).toLowerCase().slice(0, 3))) + 1;
  const short = groups.y === undefined ? undefined : Number(groups.y) + (Number(groups.y) < 69 ? 2000 : 1900);
  return {
    parts: {
      year: short ?? number("Y", 1900),
      month: named || number("m", 1),
      day: number("d", 1),
      hour,
      minute: number("M", 0),
      second: number("S", 0),
      micro: Number((groups.f ?? "0").padEnd(6, "0")),
    },
    offset: groups.z === undefined ? undefined : parseOffset(groups.z),
  };
}

/** `Z`, `+HH`, `+HHMM`, `+HH:MM` in microseconds. */
export function parseOffset(text: string): bigint {
  if (/^z$/i.test(text)) return 0n;
  const digits = text.slice(1).replaceAll(":", "").split(".")[0] ?? "";
  const [hours, minutes, seconds] = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4, 6)].map((part) =>
    BigInt(part || "0"),
  );
  const total = ((hours as bigint) * 3600n + (minutes as bigint) * 60n + (seconds as bigint)) * SECOND;
  return text.startsWith("-") ? -total : total;
}

const ISO =
  /^(\d{4})-?(\d\d)-?(\d\d)(?:.(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?(Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?)?$/s;

/** fromisoformat as of Python 3.11, without weeks. */
export function parseIso(text: string): ParsedTime | undefined {
  const found = ISO.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = found;
  return {
    parts: {
      year: Number(year),
      month: Number(month),
      day: Number(day),
      hour: Number(hour ?? 0),
      minute: Number(minute ?? 0),
      second: Number(second ?? 0),
      micro: Number((fraction ?? "0").slice(0, 6).padEnd(6, "0")),
    },
    offset: zone === undefined ? undefined : parseOffset(zone),
  };
}
