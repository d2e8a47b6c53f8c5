// A bar for people who wait.

import type { SingleBar } from "cli-progress";

/** What takes less time needs no bar, in milliseconds. */
const PATIENCE = 500;
const MEGABYTE = 1e6;

/** A terminal, as far as a bar needs one. */
export type Terminal = NodeJS.WritableStream & { readonly isTTY?: boolean };

/**
 * A progress bar on a terminal that appears if the work takes longer than half a second, and is gone at its end. Where the
 * stream is no terminal or the total is unknown nothing is ever shown.
 */
export class Progress {
  private done = 0;
  private bar: SingleBar | undefined;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param total what `add` counts, in all; undefined if unknown
   * @param unit `MB` for bytes, else the name of what is counted
   */
  constructor(
    private readonly total: number | undefined,
    private readonly stream: Terminal = process.stderr,
    private readonly unit: string = "MB",
  ) {
    if (total && stream.isTTY) this.timer = setTimeout(() => void this.show(), PATIENCE).unref();
  }

  add(bytes: number): void {
    this.done += bytes;
    this.bar?.update(this.done);
  }

  /** Takes the bar off its line, so that other text can go there. It comes back by itself. */
  clear(): void {
    if (this.bar) this.stream.write("\r\x1b[K");
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.bar) return;
    // The bar goes back to where the cursor was saved, which may have scrolled away since: save it here.
    this.stream.write("\x1b7");
    this.bar.stop();
    this.bar = undefined;
  }

  private async show(): Promise<void> {
    const { default: cliProgress } = await import("cli-progress");
    if (!this.timer || this.total === undefined) return;
    this.bar = new cliProgress.SingleBar({
      stream: this.stream,
      format: `{bar} {percentage}% of {total} ${this.unit}, {eta_formatted} left`,
      formatValue: (value, _options, type) =>
        type === "percentage" || this.unit !== "MB" ? String(value) : (value / MEGABYTE).toFixed(1),
      barCompleteChar: "█",
      barIncompleteChar: "░",
      barsize: 30,
      clearOnComplete: true,
      // Other text goes to the same terminal.
      linewrap: true,
      forceRedraw: true,
      // Signals end the process as they do without a bar.
      gracefulExit: false,
      etaBuffer: 50,
    });
    this.bar.start(this.total, this.done);
  }
}
