export type { BuildOptions, PipelineOptions } from './build-options.ts'
export type { BuildProgress } from './candidates.ts'
export type { BuiltDataset } from './dataset.ts'
export { diffDatasets, type DatasetDiff } from './diff/diff-datasets.ts'
export { renderDiff } from './diff/render-diff.ts'
export type { ExportedRows, ExportOptions } from './export.ts'
export { datasetsHolding } from './forget/datasets-holding.ts'
export { findDatasets } from './forget/find-datasets.ts'
export * from './formats/index.ts'
export {
  createLanguageDetector,
  languageOf,
  loadLanguageLibrary,
  type DetectedLanguage,
  type LanguageDetector,
  type LanguageDetectorOptions,
  type LanguageLibrary,
} from './language/index.ts'
export { createLeakScan, type LeakFinding, type LeakPlace, type LeakScan, type LeakScanOptions } from './leak-scan.ts'
export type { DatasetOutput, FormatCounts } from './output/dataset-writer.ts'
export type { LineageLine } from './output/lineage.ts'
export type { DatasetConfig, Manifest, SourceWindow } from './output/manifest.ts'
export { revokeDataset } from './output/revocation.ts'
export type { Length, Lengths } from './report/dataset-measures.ts'
export type { DatasetStatistics } from './report/dataset-statistics.ts'
export type { DropLine } from './report/drop-counter.ts'
export { createLogMeter, type LogMeasures, type LogMeter } from './report/log-measures.ts'
export { readinessOf, type FindingCode } from './report/readiness.ts'
export { explainReason, reasonCodes } from './report/reasons.ts'
export { renderReport, type RenderReportOptions } from './report/render-report.ts'
export type { BuildReport } from './report/report.ts'
export type { Warning } from './report/warnings.ts'
export type { SplitOptions } from './split/split-options.ts'
export type { SplitName, SplitShares } from './split/splits.ts'
export type { Stratify } from './split/strata.ts'
export type { StepCounts } from './step-account.ts'
export { estimateTokens } from './steps/estimate-tokens.ts'
export * from './steps/index.ts'
export { renderVerification } from './verify/render-verification.ts'
export { verifyDataset } from './verify/verify-dataset.ts'
export { trainedMessages } from '../core/example.ts'
export { textOf, toolCallsOf } from '../core/message.ts'
export { drop, keep } from '../core/step.ts'
