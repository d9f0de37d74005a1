import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { CandidateOptions } from '../candidates.ts'
import { createPacer } from '../pacer.ts'
import type { StepAccount } from '../step-account.ts'
import { startPhase } from '../step-runner.ts'
import type { Divider } from './divider.ts'
import { namedDecisions, type Phase } from './phases.ts'
import { isTrained, takeDecisions } from './take-decisions.ts'
import { createWorkTable, type WorkTable } from './work-table.ts'

export type PhaseRoom = {
  readonly workspace: string
  readonly account: StepAccount
  readonly options: CandidateOptions
  readonly divider: Divider | undefined
}

/**
 * Takes examples through all phases; what is left stands in the table, in order of time.
 *
 * @param fillFirst takes them through the streaming steps of the first phase
 */
export async function runPhases(
  phases: readonly Phase[],
  fillFirst: (table: WorkTable) => Promise<void>,
  room: PhaseRoom,
): Promise<WorkTable> {
  const { options, account, divider, workspace } = room
  const pause = createPacer(options.signal)
  let before: { readonly table: WorkTable; readonly directory: string } | undefined
  for (const [index, phase] of phases.entries()) {
    const directory = join(workspace, `phase-${index}`)
    mkdirSync(directory, { mode: 0o700 })
    // One more note than decisions: the label.
    const table = createWorkTable(directory, phase.decisions.length + 1)
    try {
      if (before === undefined) await fillFirst(table)
      else await refill(before.table, table, phase, room)
      before?.table.close()
      if (before !== undefined) rmSync(before.directory, { recursive: true, force: true })
      options.onProgress?.({ phase: 'decide', done: index / phases.length })
      await takeDecisions(table, phase.decisions, { directory, account, divider, pause, options })
    } catch (error) {
      before?.table.close()
      table.close()
      throw error
    }
    before = { table, directory }
  }
  options.onProgress?.({ phase: 'decide', done: 1 })
  if (before === undefined) throw new Error('a build has at least one phase')
  return before.table
}

/** Takes the examples of one phase through the streaming steps of the next. */
async function refill(
  from: WorkTable,
  to: WorkTable,
  phase: Phase,
  { account, options, divider }: PhaseRoom,
): Promise<void> {
  const pause = createPacer(options.signal)
  const refine = startPhase(phase, options, divider)
  // Rows are in a split only behind the steps for all: what comes then is for training rows.
  const passBy = startPhase({ ...phase, streaming: [] }, options, divider)
  const [streaming, decisions] = [phase.streaming, namedDecisions(phase, divider)]
  const steps = [...streaming, ...decisions]
  for (const row of from.rows()) {
    const split = from.split(row)
    const trained = isTrained(split)
    const { outcome, kept } = await (trained ? refine : passBy)(from.example(row))
    if (trained) account.add(steps, outcome, streaming.length)
    else {
      for (const step of streaming) account.pass(step)
      account.add(decisions, outcome, 0)
    }
    if (kept !== undefined) to.add(kept.stored, kept.notes, split)
    await pause()
  }
}
