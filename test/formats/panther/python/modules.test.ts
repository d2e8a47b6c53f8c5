import { describe, expect, it } from "vitest";
import { run } from "./evaluate.js";

// What CPython 3.11 answers; `refused` where it answers and nothing here does.
describe("standard modules", () => {
  it.each([
    ["json", "json.dumps('\\x7f\\u2028')", `'"\\\\u007f\\\\u2028"'`],
    ["json", "json.dumps({}, skipkeys=True)", "refused: dumps() with skipkeys is not supported"],
    ["re", "re.sub('(a)', r'\\2', 'a')", "refused: a replacement with the group 2 is not supported"],
    ["re", "re.sub('a', r'\\q', 'a')", "refused: a replacement with the escape \\q is not supported"],
    ["re", "re.compile('a').match('ba', 1)", "refused: match() of 3 arguments is not supported"],
    ["re", "str(re.match('a', 'a'))", "refused: repr of a Match is not supported"],
    [
      "datetime",
      "datetime.timedelta(microseconds=0.5), datetime.timedelta(microseconds=-1.5)",
      "(datetime.timedelta(0), datetime.timedelta(days=-1, seconds=86399, microseconds=999998))",
    ],
    ["datetime", "datetime.datetime.fromisoformat('2020-W01-1')", "refused: dates of weeks are not supported"],
    ["datetime", "datetime.timedelta(1) % datetime.timedelta(2)", "refused: % of a timedelta is not supported here"],
    [
      "ipaddress",
      "[ipaddress.ip_address(x).is_private for x in ['::ffff:8.8.8.8', '::ffff:10.0.0.1']]",
      "[False, True]",
    ],
    [
      "ipaddress",
      "[ipaddress.ip_address(x).is_global for x in ['::ffff:100.64.0.1', '100.64.0.1', '::ffff:8.8.8.8']]",
      "[True, False, True]",
    ],
    ["ipaddress", "ipaddress.ip_address('fe80::1%eth0')", "refused: addresses with a zone are not supported"],
    [
      "ipaddress",
      "ipaddress.ip_address('::1').exploded, ipaddress.ip_address(True)",
      "('0000:0000:0000:0000:0000:0000:0000:0001', IPv4Address('0.0.0.1'))",
    ],
    ["json", "json.loads('[1]', strict=False)", "[1]"],
    [
      "json",
      "json.loads('\"a\\nb\"', strict=False)",
      "refused: loads() of control characters without strict is not supported",
    ],
    ["urllib.parse", "urllib.parse.urlparse(None).netloc", "refused: the URL of a NoneType is not supported"],
    ["math", "math.log2(0)", "ValueError: math domain error"],
    ["math", "math.floor(float('nan'))", "ValueError: cannot convert float NaN to integer"],
    ["uuid", "uuid.UUID('x')", "refused: objects of UUID are not made here"],
  ])("%s: %s is %s", (module, expression, expected) => {
    expect(run(`import ${module}\nr = ${expression}\n`)).toBe(expected);
  });
});
