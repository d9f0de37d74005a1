import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Example } from '../../core/example.ts'
import { createPacer } from '../pacer.ts'
import type { CandidateOptions } from '../candidates.ts'
import type { SplitName } from '../split.ts'
import type { StepAccount } from '../step-account.ts'
import { noteSafely, startSteps } from '../step-runner.ts'
import type { Decision, Phase } from './phases.ts'
import { isTrained, takeDecisions, type Divider } from './take-decisions.ts'
import { createWorkTable, type WorkTable } from './work-table.ts'

export type PhaseRoom = {
  readonly workspace: string
  readonly account: StepAccount
  readonly options: CandidateOptions
  readonly divider: Divider | undefined
}

type Entry = { readonly example: Example; readonly split: SplitName | undefined }

/** Takes examples through all phases; what is left stands in the table, in order of time. */
export async function runPhases(
  examples: AsyncIterable<Example>,
  phases: readonly Phase[],
  room: PhaseRoom,
): Promise<WorkTable> {
  const { options, account, divider, workspace } = room
  const pause = createPacer(options.signal)
  let entries = unsplit(examples)
  let before: { readonly table: WorkTable; readonly directory: string } | undefined
  for (const [index, phase] of phases.entries()) {
    const directory = join(workspace, `phase-${index}`)
    mkdirSync(directory, { mode: 0o700 })
    const table = createWorkTable(directory, phase.decisions.length)
    try {
      await fill(table, entries, phase, room)
      before?.table.close()
      if (before !== undefined) rmSync(before.directory, { recursive: true, force: true })
      options.onProgress?.({ phase: 'decide', done: index / phases.length })
      await takeDecisions(table, phase.decisions, { directory, account, divider, pause })
    } catch (error) {
      before?.table.close()
      table.close()
      throw error
    }
    before = { table, directory }
    entries = rowsOf(table)
  }
  options.onProgress?.({ phase: 'decide', done: 1 })
  if (before === undefined) throw new Error('a build has at least one phase')
  return before.table
}

async function* unsplit(examples: AsyncIterable<Example>): AsyncGenerator<Entry> {
  for await (const example of examples) yield { example, split: undefined }
}

async function* rowsOf(table: WorkTable): AsyncGenerator<Entry> {
  for (const row of table.rows()) yield { example: table.example(row), split: table.split(row) }
}

async function fill(
  table: WorkTable,
  entries: AsyncIterable<Entry>,
  { streaming, decisions }: Phase,
  { account, options, divider }: PhaseRoom,
): Promise<void> {
  const pause = createPacer(options.signal)
  const run = startSteps(streaming, account, options)
  for await (const { example: start, split } of entries) {
    // Rows are in a split only behind the steps for all: what comes then is for training rows.
    if (!isTrained(split)) for (const step of streaming) account.pass(step)
    const example = isTrained(split) ? await run(start) : start
    await pause()
    if (example === undefined) continue
    const notes = notesOf(example, decisions, { account, options, divider })
    if (notes !== undefined) table.add(example, notes, split)
  }
}

type Noting = Pick<PhaseRoom, 'account' | 'options' | 'divider'>

function notesOf(
  example: Example,
  decisions: readonly Decision[],
  { account, options, divider }: Noting,
): readonly Uint8Array[] | undefined {
  const notes: Uint8Array[] = []
  for (const decision of decisions) {
    const note =
      decision.kind === 'step'
        ? noteSafely(decision.step, example, { account, options })
        : (divider?.note(example) ?? new Uint8Array())
    if (note === undefined) return undefined
    notes.push(note)
  }
  return notes
}
