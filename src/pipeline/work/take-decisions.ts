import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { FinetapError } from '../../core/errors.ts'
import type { Corpus, CorpusStep, Verdict, Verdicts } from '../../core/step.ts'
import type { SplitName } from '../split/splits.ts'
import type { StepAccount } from '../step-account.ts'
import { failureOf, type StepRunnerOptions } from '../step-runner.ts'
import { refuseOddVerdict, Unaccountable } from '../unaccountable.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { clustersByRow, type ClusterOfRow } from './clusters-by-row.ts'
import type { Divider } from './divider.ts'
import { readLabel, type Label } from './labels.ts'
import type { Decision } from './phases.ts'
import type { WorkTable } from './work-table.ts'

export type DecisionRoom = {
  /** A folder for folders of the steps. */
  readonly directory: string
  readonly account: StepAccount
  readonly divider: Divider | undefined
  readonly pause: Corpus['pause']
  readonly options: StepRunnerOptions
}

/** Takes the decisions of a phase, one after the other, over the rows that are left. */
export async function takeDecisions(
  table: WorkTable,
  decisions: readonly Decision[],
  room: DecisionRoom,
): Promise<void> {
  const notes = notesOf(table, decisions, room)
  let clusterOf: ClusterOfRow | undefined
  for (const [index, decision] of decisions.entries()) {
    const directory = join(room.directory, `decision-${index}`)
    mkdirSync(directory, { mode: 0o700 })
    const corpusOf = (rows: Uint32Array): Corpus => table.corpus(index, rows, { directory, pause: room.pause })
    if (decision.kind === 'step')
      clusterOf = (await judge(table, decision.step, { corpusOf, notes, room })) ?? clusterOf
    else if (room.divider !== undefined) await divide(table, room.divider, { corpusOf, clusterOf, notes, room })
    rmSync(directory, { recursive: true, force: true })
  }
}

type CorpusOf = (rows: Uint32Array) => Corpus

type Deciding = { readonly corpusOf: CorpusOf; readonly notes: RowNotes; readonly room: DecisionRoom }

/** What is known of a row without its example. */
type RowNotes = {
  readonly label: (row: number) => Label
  /** What the divider noted, or would. */
  readonly split: (row: number, divider: Divider) => Uint8Array
}

function notesOf(table: WorkTable, decisions: readonly Decision[], { directory, pause }: DecisionRoom): RowNotes {
  const rows = Uint32Array.from({ length: table.size() }, (_, row) => row)
  const split = decisions.findIndex(({ kind }) => kind === 'split')
  const labels = table.corpus(decisions.length, rows, { directory, pause })
  const splits = split === -1 ? undefined : table.corpus(split, rows, { directory, pause })
  return {
    label(row) {
      const { id, note } = labels.at(row)
      return readLabel(id, note)
    },
    split: (row, divider) => splits?.at(row).note ?? divider.noteKeys(table.example(row)),
  }
}

/** @returns what the step has found to be alike, if that is its work */
async function judge(
  table: WorkTable,
  step: CorpusStep,
  { corpusOf, notes, room }: Deciding,
): Promise<ClusterOfRow | undefined> {
  const rows = table.rows()
  const concerned = step.scope === 'train' ? rows.filter((row) => isTrained(table.split(row))) : rows
  for (let other = concerned.length; other < rows.length; other += 1) room.account.pass(step)
  const verdictOn = await decideSafely(step, corpusOf(concerned), room.options.signal)
  for (const [index, row] of concerned.entries()) {
    const verdict = verdictSafely(verdictOn, index, { step, room, id: () => notes.label(row).id })
    if (verdict === undefined) room.account.pass(step)
    else carryOut(table, row, { step, verdict, notes, room })
    // There is nothing to wait for, mostly, and to wait for nothing takes longer than a verdict.
    const pause = room.pause()
    if (pause !== undefined) await pause
  }
  return step.findsAlike === true ? clustersByRow(concerned, step, verdictOn.clusterOf) : undefined
}

/** Rows that are in no split are all trained. */
export function isTrained(split: SplitName | undefined): boolean {
  return split === undefined || split === 'train'
}

type Judged = {
  readonly step: CorpusStep
  readonly verdict: Verdict
  readonly notes: RowNotes
  readonly room: DecisionRoom
}

function carryOut(table: WorkTable, row: number, { step, verdict, notes, room }: Judged): void {
  const label = notes.label(row)
  if (verdict.kind === 'flag') {
    table.flag(row, verdict.flag)
    room.account.pass(step, { id: label.id, flag: verdict.flag })
    return
  }
  room.account.drop(step, label, verdict.reason, room.options.quoteOf?.(table.example(row)))
  table.remove(row)
  const of = verdict.detail?.['of']
  // What stands for others must not be trained when one of them was held out before.
  const { divider } = room
  if (typeof of === 'string') divider?.drop?.(label.id, notes.split(row, divider), of)
}

type Dividing = Deciding & { readonly clusterOf: ClusterOfRow | undefined }

async function divide(
  table: WorkTable,
  divider: Divider,
  { corpusOf, clusterOf, notes, room }: Dividing,
): Promise<void> {
  const rows = table.rows()
  const told = clusterOf === undefined ? undefined : (index: number): number => clusterOf(rows[index] ?? 0)
  const placementOf = await divider.decide(corpusOf(rows), told)
  for (const [index, row] of rows.entries()) {
    const placement = placementOf(index)
    if (placement.kind === 'split') {
      table.assign(row, placement.split)
      room.account.pass(divider)
    } else {
      room.account.drop(divider, notes.label(row), placement.reason, room.options.quoteOf?.(table.example(row)))
      table.remove(row)
    }
    const pause = room.pause()
    if (pause !== undefined) await pause
  }
}

type Asking = { readonly step: CorpusStep; readonly room: DecisionRoom; readonly id: () => string }

/** A verdict that is none drops its example, as a step does that throws. */
function verdictSafely(verdictOn: Verdicts, index: number, { step, room, id }: Asking): Verdict | undefined {
  try {
    const verdict = verdictOn(index)
    if (verdict === undefined) return undefined
    if (verdict instanceof Promise) verdict.catch(() => {})
    refuseOddVerdict(verdict)
    return verdict
  } catch (cause) {
    room.account.fail(step, failureOf(step, id(), cause, room.options))
    return { kind: 'drop', reason: 'step_failed' }
  }
}

async function decideSafely(step: CorpusStep, corpus: Corpus, signal: AbortSignal | undefined): Promise<Verdicts> {
  try {
    const deciding = Promise.resolve(step.decide(corpus))
    const verdictOn = await unlessAborted(deciding, signal)
    if (typeof verdictOn !== 'function') throw new Unaccountable('it gave no function for verdicts')
    if (step.findsAlike === true && typeof verdictOn.clusterOf !== 'function') {
      throw new Unaccountable('it finds what is alike, and gave no clusterOf')
    }
    return verdictOn
  } catch (cause) {
    // It is about all examples: there is none to drop instead.
    signal?.throwIfAborted()
    if (cause instanceof FinetapError || isAbort(cause)) throw cause
    throw new FinetapError('step_failed', {
      what: `The step ${step.name} could not decide over ${corpus.size} examples`,
      why: cause instanceof Error ? cause.message : 'it threw something that is no error',
      fix: 'repair the step, or leave it out',
      cause,
    })
  }
}

function isAbort(cause: unknown): boolean {
  return cause instanceof Error && cause.name === 'AbortError'
}
