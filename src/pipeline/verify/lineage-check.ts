import type { LineageLine } from '../output/lineage.ts'
import type { Problem } from './problem.ts'

/** What is wrong with a line of a lineage. */
export type Finding = Pick<Problem, 'code' | 'message'>

/** Looks at the lines of a lineage, one after the other. */
export type LineageCheck = {
  readonly take: (line: LineageLine) => Iterable<Finding> | Promise<Iterable<Finding>>
  /** What shows when all lines were there. */
  readonly end?: () => readonly Problem[]
  readonly close?: () => Promise<void>
}
