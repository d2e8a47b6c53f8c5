const NEWLINE = 0x0a;

/**
 * The lines of NDJSON bytes that are not empty, each a string of its own: a slice of one long string would take the width of
 * its widest character and keep the whole alive.
 *
 * @param {Buffer} bytes
 * @returns {string[]}
 */
export function linesOf(bytes) {
  const lines = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    if (end > start) lines.push(bytes.toString("utf8", start, end));
    start = end + 1;
  }
  return lines;
}
