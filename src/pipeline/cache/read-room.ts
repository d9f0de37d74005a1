import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { CandidateOptions } from '../candidates.ts'
import type { Scan, ScanOptions } from '../fold/scan.ts'
import type { SourceSummary } from '../fold/source-summary.ts'
import type { RefinedPiece } from '../refine/refine-partitions.ts'
import type { LogMeasures } from '../report/log-measures.ts'
import type { Divider } from '../work/divider.ts'
import type { Phase } from '../work/phases.ts'
import type { UncachedReason } from './cache-identity.ts'
import type { RowShelf } from './row-shelf.ts'

/** A log that was read, folded and cleaned, or is about to be. */
export type LogReading = {
  readonly summary: SourceSummary
  /** What the log says of its calls. */
  readonly log: LogMeasures
  /** What its generations fold into, behind the streaming steps of the first phase. To be walked once, to its end. */
  readonly pieces: () => AsyncGenerator<RefinedPiece>
  /** Why nothing was kept for the next build although that was asked for; absent where something is, or nobody asked. */
  readonly uncached?: UncachedReason | undefined
  /** @param identity of all that finished rows depend on beside the log and the steps */
  readonly shelf: (identity: string) => RowShelf
  /**
   * Keeps what the next build can use; to be called when everything else has worked out.
   *
   * @returns why it could not
   */
  readonly keep: () => UncachedReason | undefined
  readonly close: () => void
}

export type ReadRoom = {
  readonly phase: Phase
  /** An empty folder. */
  readonly directory: string
  readonly options: CandidateOptions
  readonly divider: Divider | undefined
  /** Folds a scan and takes its examples through the streaming steps; its spool lies in the directory. */
  readonly refine: (scan: Scan, directory: string) => AsyncGenerator<RefinedPiece>
}

export function scanOptions({ options: { signal, onProgress } }: ReadRoom, directory: string): ScanOptions {
  return { directory, signal, onProgress: (events) => onProgress?.({ phase: 'read', events }) }
}

/** A folder within the room's. */
export function folderIn({ directory }: ReadRoom, name: string): string {
  const path = join(directory, name)
  mkdirSync(path, { mode: 0o700 })
  return path
}
