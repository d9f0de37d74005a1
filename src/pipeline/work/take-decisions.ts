import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { FinetapError } from '../../core/errors.ts'
import type { Corpus, CorpusStep, Verdict, Verdicts } from '../../core/step.ts'
import type { SplitName } from '../split/splits.ts'
import type { StepAccount } from '../step-account.ts'
import { failureOf, type StepRunnerOptions } from '../step-runner.ts'
import { refuseOddVerdict, Unaccountable } from '../unaccountable.ts'
import { unlessAborted } from '../unless-aborted.ts'
import type { Divider } from './divider.ts'
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
  for (const [index, decision] of decisions.entries()) {
    const directory = join(room.directory, `decision-${index}`)
    mkdirSync(directory, { mode: 0o700 })
    const corpusOf = (rows: Uint32Array): Corpus => table.corpus(index, rows, { directory, pause: room.pause })
    if (decision.kind === 'step') await judge(table, decision.step, corpusOf, room)
    else if (room.divider !== undefined) await divide(table, room.divider, corpusOf, room)
    rmSync(directory, { recursive: true, force: true })
  }
}

type CorpusOf = (rows: Uint32Array) => Corpus

async function judge(table: WorkTable, step: CorpusStep, corpusOf: CorpusOf, room: DecisionRoom): Promise<void> {
  const rows = table.rows()
  const concerned = step.scope === 'train' ? rows.filter((row) => isTrained(table.split(row))) : rows
  for (let other = concerned.length; other < rows.length; other += 1) room.account.pass(step)
  const verdictOn = await decideSafely(step, corpusOf(concerned), room.options.signal)
  for (const [index, row] of concerned.entries()) {
    const verdict = verdictSafely(verdictOn, index, { step, room, id: () => table.example(row).id })
    if (verdict === undefined) room.account.pass(step)
    else carryOut(table, row, { step, verdict, room })
    await room.pause()
  }
}

/** Rows that are in no split are all trained. */
export function isTrained(split: SplitName | undefined): boolean {
  return split === undefined || split === 'train'
}

type Judged = { readonly step: CorpusStep; readonly verdict: Verdict; readonly room: DecisionRoom }

function carryOut(table: WorkTable, row: number, { step, verdict, room: { account, divider } }: Judged): void {
  if (verdict.kind === 'flag') {
    table.flag(row, verdict.flag)
    account.pass(step, { id: table.example(row).id, flag: verdict.flag })
    return
  }
  const example = table.example(row)
  account.drop(step, example, verdict.reason)
  table.remove(row)
  const of = verdict.detail?.['of']
  // What stands for others must not be trained when one of them was held out before.
  if (typeof of === 'string') divider?.drop?.(example, of)
}

async function divide(table: WorkTable, divider: Divider, corpusOf: CorpusOf, room: DecisionRoom): Promise<void> {
  const rows = table.rows()
  const placementOf = await divider.decide(corpusOf(rows))
  for (const [index, row] of rows.entries()) {
    const placement = placementOf(index)
    if (placement.kind === 'split') {
      table.assign(row, placement.split)
      room.account.pass(divider)
    } else {
      room.account.drop(divider, table.example(row), placement.reason)
      table.remove(row)
    }
    await room.pause()
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
