/** What went wrong, for programs. The list grows; a code never changes its meaning. */
export type FinetapErrorCode =
  | 'bad_option'
  | 'build_failed'
  | 'build_inconsistent'
  | 'capture_failed'
  | 'dataset_empty'
  | 'demo_failed'
  | 'detector_failed'
  | 'ledger_mismatch'
  | 'ledger_unreadable'
  | 'leak_found'
  | 'log_empty'
  | 'log_missing'
  | 'output_unwritable'
  | 'peer_missing'
  | 'record_invalid'
  | 'source_unreadable'
  | 'split_leak'
  | 'step_failed'
  | 'store_closed'
  | 'store_failed'
  | 'store_full'
  | 'store_locked'
  | 'store_unwritable'
  | 'unknown_format'

/** The four things a person needs from an error. */
export type FinetapErrorParts = {
  /** What happened, with the name of the thing it happened to. */
  readonly what: string
  /** Why it happened, if known. */
  readonly why?: string
  /** What to do now. */
  readonly fix: string
  readonly cause?: unknown
}

/**
 * The only error class of finetap: `code` for programs, a message that says what, why and the fix for people.
 *
 * @example
 * try { await buildDataset({ from: './nowhere', to: './out' }) } catch (error) {
 *   if (FinetapError.isInstance(error) && error.code === 'log_missing') { … }
 * }
 */
export class FinetapError extends Error {
  override readonly name = 'FinetapError'
  readonly code: FinetapErrorCode

  constructor(code: FinetapErrorCode, { what, why, fix, cause }: FinetapErrorParts) {
    super(`${why === undefined ? what : `${what}: ${why}`}. Fix: ${fix}`, { cause })
    this.code = code
  }

  /** Also true for errors of a second copy of the package in the same process, where `instanceof` fails. */
  static isInstance(error: unknown): error is FinetapError {
    return error instanceof Error && error.name === 'FinetapError' && 'code' in error
  }
}
