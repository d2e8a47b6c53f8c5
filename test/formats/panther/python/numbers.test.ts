import { describe, expect, it } from "vitest";
import { evaluate } from "./evaluate.js";

// What CPython 3.11 answers.
describe("numbers", () => {
  it.each([
    ["1.0 // 0.1, -1.0 // 0.1, -1.0 // float('inf'), 5.5 // -2", "(9.0, -10.0, -1.0, -3.0)"],
    ["-4.0 % 2.0, 4.0 % -2.0, -5.5 % 2, float('inf') // 1", "(0.0, -0.0, 0.5, nan)"],
    ["divmod(7.5, -2), divmod(-7, 2)", "((-4.0, -0.5), (-4, 1))"],
    ["str(10 ** 4300)", "ValueError: Exceeds the limit (4300 digits) for integer string conversion"],
    ["len(str(-(10 ** 4299)))", "4301"],
    ["2.0 ** 1024", "OverflowError: (34, 'Numerical result out of range')"],
    ["(10 ** 400) ** -1", "OverflowError: int too large to convert to float"],
    ["round(2.675, 2), round(1.15, 1), round(0.125, 2), round(-2.5), round(-0.4, 0)", "(2.67, 1.1, 0.12, -2, -0.0)"],
    ["round(1250, -2), round(-1350, -2), round(1150.0, -2), round(5, -400)", "(1200, -1400, 1200.0, 0)"],
    ["round(1.7e308, -308)", "OverflowError: rounded value too large to represent"],
  ])("%s is %s", (expression, expected) => {
    expect(evaluate(expression)).toBe(expected);
  });
});

describe("formats", () => {
  it.each([
    [
      "f'{0.5:.0f} {2.5:.0f} {1e100:.1f} {0.1:.20f}'",
      `'0 2 1${"0".repeat(16)}159028911097599180468360808563945281389781327557747838772170381060813469985856815104.0 0.10000000000000000555'`,
    ],
    ["f'{1.0:.1} {100.0:.2} {12.0:.3} {1.0:#.0f} {-0.0:z.1f} {99999.5:.5g}'", "'1e+00 1e+02 12.0 1. 0.0 1e+05'"],
    ["f'{True:>5} {True:d} {True} {5:5c}|'", "'    1 1 True     \\x05|'"],
    ["f'{1234567:015,} {0xffffff:_x} {-1234567.891:,.2f}'", "'000,001,234,567 ff_ffff -1,234,567.89'"],
    ["f'{1:,x}'", "ValueError: Cannot specify ',' with 'x'."],
    ["f'{\"a\":+}'", "ValueError: Sign not allowed in string format specifier"],
    ["f'{-1:c}'", "OverflowError: %c arg not in range(0x110000)"],
    ["f'{10**400:f}'", "OverflowError: int too large to convert to float"],
    [
      "'%#x %#o %.3d %.10d %c%c|%05s|%-05d|' % (255, 8, 5, -5, 'z', 65, 'a', 5)",
      "'0xff 0o10 005 -0000000005 zA|    a|5    |'",
    ],
    ["'%+.1f %.0f %g %#.3g' % (2.25, 0.5, 0.00001, 1.0)", "'+2.2 0 1e-05 1.00'"],
    ["'%d' % float('nan')", "ValueError: cannot convert float NaN to integer"],
    ["'%x' % 1.5", "TypeError: %x format: an integer is required, not float"],
    ["'a' % [], '%s' % {'a': 1}, '%s %(a)s' % {'a': 1}", `('a', "{'a': 1}", "{'a': 1} 1")`],
    ["'%' % 1", "ValueError: incomplete format"],
    ["'%(a(b))s %(a' % {'a(b)': 1}", "ValueError: incomplete format key"],
    ["'%s' % ('a', 'b')", "TypeError: not all arguments converted during string formatting"],
    ["'{:{}} {:{}}|{{}}'.format('a', 3, 'b', 2), '{0[a][1]!r}'.format({'a': 'xy'})", `('a   b |{}', "'y'")`],
    ["'{} {0}'.format(1)", "ValueError: cannot switch from automatic field numbering to manual field specification"],
    ["'{0.}'.format(1)", "ValueError: Empty attribute in format string"],
    ["'{!x}'.format(1)", "ValueError: Unknown conversion specifier x"],
    ["'{:{:{}}}'.format(1, 2, 3)", "ValueError: Max string recursion exceeded"],
    ["'{0.__class__}'.format(1)", "refused: the attribute __class__ is not supported"],
  ])("%s is %s", (expression, expected) => {
    expect(evaluate(expression)).toBe(expected);
  });
});
