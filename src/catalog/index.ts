// `sluice/catalog`: what a public catalog of rules shows, read off rules.

export { ACTION_FIELDS, type ActionField } from "./actions.js";
export { type Attack, enterprise, type Tactic, type Technique } from "./attack/attack.js";
export { type TacticRow, type TechniqueRef, tacticLabel, techniqueLabel } from "./attack/resolve.js";
export { readStix } from "./attack/stix.js";
export { Catalog, type CatalogOptions, catalog } from "./catalog.js";
export type { SharedIndicator, VendorCounts } from "./corpus.js";
export type { Coverage, Covered, TacticCoverage, TechniqueCoverage } from "./coverage.js";
export type { Row } from "./indicators.js";
export { pageMarkdown } from "./markdown.js";
export { type NavigatorLayer, type NavigatorTechnique, navigatorLayer } from "./navigator.js";
export type { IndicatorRow, IndicatorValue, Logic, Page, PageTest, RelatedRule } from "./page.js";
export type { CatalogRule, CatalogTest } from "./rule.js";
export { type Block, type Cell, type Section, sectionsOf, vendorsText } from "./sections.js";
export type { Conjunct } from "./view.js";
