/** Most lines of one part of a listing: the longest programs must not make a text that no string can hold. */
const MAX_LINES = 200_000;

/** A text of parts, each a heading with indented lines under it. */
export class Listing {
  private readonly lines: string[] = [];
  private partLines = 0;

  part(heading: string): void {
    this.endPart();
    this.lines.push("", heading);
    this.partLines = 0;
  }

  /** Whether the part has no room left. */
  get isFull(): boolean {
    return this.partLines >= MAX_LINES;
  }

  line(depth: number, text: string): void {
    if (!this.isFull) this.lines.push("  ".repeat(depth) + text);
    this.partLines++;
  }

  private endPart(): void {
    if (this.partLines > MAX_LINES) this.lines.push("  …");
  }

  text(): string {
    this.endPart();
    return `${this.lines.join("\n").trimStart()}\n`;
  }
}
