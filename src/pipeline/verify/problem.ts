/** What is wrong with a file of a dataset. */
export type ProblemCode =
  | 'file_changed'
  | 'file_missing'
  | 'file_unreadable'
  | 'ledger_differs'
  | 'lineage_damaged'
  | 'lineage_differs'
  | 'manifest_damaged'
  | 'manifest_missing'
  | 'manifest_newer'
  | 'report_differs'
  | 'revoked'
  | 'row_damaged'
  | 'rows_changed'
  | 'rows_differ'

export type Problem = {
  /** Relative to the folder, with forward slashes. */
  readonly file: string
  /** Counted from 1, where a line can be named. */
  readonly line?: number
  readonly code: ProblemCode
  readonly message: string
}
