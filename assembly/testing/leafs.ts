// The leaf functions of the core, for test/core.

export { unescape, unescapeFolded } from "../json/unescape";
export { validate, validateOffset } from "../json/validate";
export { cidrContains, parseAddress } from "../match/cidr";
export { compare, contains, equal, find } from "../match/find";
export { compareNumbers, compareToDecimal, isInteger, isNumber, isZero } from "../match/number";
export { wildcardMatch } from "../match/wildcard";
