import type { Row } from './table.ts'

/** One process that measures: a part, for finetap alone or beside a rival. */
export type Job = {
  readonly part: string
  /** The file name of the rival, without its ending. */
  readonly rival?: string
  readonly case?: string
  /** The rivals, where all are measured in turn with finetap. */
  readonly beside?: readonly string[]
}

/** What the process that measures has at hand. */
export type Workplace = {
  readonly job: Job
  /** Where exporters send to. */
  readonly stub: string
  /** An empty folder for what is written; it is also the working directory. */
  readonly folder: string
}

/** One table. */
export type Part = {
  readonly name: string
  readonly title: string
  readonly head: Row
  /** What the columns mean, and what the figures hold. */
  readonly note: string
  /** What is run, one process after the other. */
  jobs(rivals: readonly string[]): readonly Job[]
  /** Measures; runs in a process of its own. */
  run(workplace: Workplace): Promise<readonly Row[]>
}
