// All documents of a pack together: ids, the rules that filters restrict and that correlations refer to.

import type { Span } from "../../diagnostic.js";
import { quote, type Report } from "../../text/diagnose.js";
import type { SigmaCorrelation, SigmaFilter, SigmaRule } from "./ast.js";
import type { SigmaCode } from "./codes.js";
import type { SigmaDocument } from "./document.js";
import { contains } from "./logsource.js";
import { nameOf, referenceKey, referenceKeys } from "./metadata.js";

/** A rule, and whether it is there for itself rather than for a correlation. */
export interface PackedRule {
  readonly rule: SigmaRule;
  readonly enabled: boolean;
}

export class Pack {
  private readonly rules: SigmaRule[] = [];
  private readonly filters: SigmaFilter[] = [];
  private readonly correlations: SigmaCorrelation[] = [];
  private readonly ids = new Map<string, Span>();

  constructor(private readonly report: Report) {}

  add(document: SigmaDocument): void {
    if (document.type === "filter") this.filters.push(document);
    else if (!this.isKnown(document)) {
      if (document.type === "rule") this.rules.push(document);
      else this.correlations.push(document);
    }
  }

  private isKnown(document: SigmaRule | SigmaCorrelation): boolean {
    const id = document.type === "rule" ? nameOf(document) : (document.id ?? document.name);
    if (id === undefined) return false;
    const first = this.ids.get(referenceKey(id));
    if (!first) {
      this.ids.set(referenceKey(id), document.span);
      return false;
    }
    const message = `expected an id of its own, found that of the rule at ${first.file}:${first.line}`;
    this.tell("error", document, "duplicate-id", message);
    return true;
  }

  /** The rules with their filters. Correlations are checked, and refused by name. */
  finish(): readonly PackedRule[] {
    const referred = this.resolveCorrelations();
    const rules = this.applyFilters();
    return rules.map((rule) => ({
      rule,
      enabled: !referenceKeys(rule).some((name) => referred.has(name)),
    }));
  }

  private applyFilters(): readonly SigmaRule[] {
    let rules: readonly SigmaRule[] = this.rules;
    for (const filter of this.filters) {
      const names =
        filter.rules === "any" ? undefined : new Map(filter.rules.map((name) => [referenceKey(name), name]));
      const missing = new Map(names);
      rules = rules.map((rule) => {
        const found = referenceKeys(rule).filter((name) => names?.has(name));
        for (const name of found) missing.delete(name);
        if ((names && found.length === 0) || !contains(filter.logsource, rule.logsource)) return rule;
        return { ...rule, filters: [...rule.filters, filter.detection] };
      });
      for (const name of missing.values()) {
        this.tell("warning", filter, "unknown-rule", `expected a rule of this pack, found ${quote(name)}`);
      }
    }
    return rules;
  }

  /** Ids and names of the rules that only correlations look at: their own matches are no alerts (specification 2.1, Correlation rules). */
  private resolveCorrelations(): ReadonlySet<string> {
    const known = new Set([...this.rules, ...this.correlations].flatMap(referenceKeys));
    const referred = new Set<string>();
    for (const correlation of this.correlations) {
      for (const name of correlation.rules) {
        if (!known.has(referenceKey(name)))
          this.tell("error", correlation, "unknown-rule", `expected a rule of this pack, found ${quote(name)}`);
        else if (!correlation.generate) referred.add(referenceKey(name));
      }
      this.checkAliases(correlation);
      if (this.reaches(correlation, correlation, new Set())) {
        this.tell(
          "error",
          correlation,
          "invalid-correlation",
          "expected other rules, found the correlation among its own",
        );
      }
      const message = `correlations of several events (${correlation.kind}) are not supported; the rule was read and is left out`;
      this.tell("error", correlation, "sigma-correlation-unsupported", message);
    }
    return referred;
  }

  /** Whether a correlation is among the rules of another one, or of those that it correlates. */
  private reaches(from: SigmaCorrelation, wanted: SigmaCorrelation, seen: Set<SigmaCorrelation>): boolean {
    const wantedBy = new Set(from.rules.map(referenceKey));
    const inner = this.correlations.filter((one) => referenceKeys(one).some((name) => wantedBy.has(name)));
    return inner.some((one) => {
      if (one === wanted) return true;
      if (seen.has(one)) return false;
      seen.add(one);
      return this.reaches(one, wanted, seen);
    });
  }

  private checkAliases(correlation: SigmaCorrelation): void {
    for (const [alias, fields] of correlation.aliases) {
      for (const rule of fields.keys()) {
        if (correlation.rules.some((one) => referenceKey(one) === referenceKey(rule))) continue;
        const message = `expected a rule of the correlation for the alias ${quote(alias)}, found ${quote(rule)}`;
        this.tell("error", correlation, "invalid-correlation", message);
      }
    }
  }

  private tell(severity: "error" | "warning", document: SigmaDocument, code: SigmaCode, message: string): void {
    const rule = nameOf(document);
    this.report({ code, severity, message, span: document.span, ...(rule !== undefined && { rule }) });
  }
}
