import { setTimeout } from 'node:timers/promises'
import type { Lengths } from 'finetap/pipeline'
import type { Built, DatasetBuilder } from './dataset-builder.ts'
import { funnelOf, type FunnelStep } from './funnel.ts'
import type { JudgedTurn } from './log-contents.ts'
import type { LogSummary } from './log-summary.ts'
import { addMasked } from './masks.ts'
import type { FormatView } from './preview.ts'
import type { Totals } from './totals.ts'

/** What the page shows of the log and of the dataset that it would make now. */
export type DatasetView = Totals & {
  /** The latest 50 of the conversation, newest first. */
  readonly turns: readonly JudgedTurn[]
  /** Empty before the first call. */
  readonly funnel: readonly FunnelStep[]
  readonly lengths: Lengths
  readonly formats: readonly FormatView[]
  readonly kept: Built['kept']
  /** Why there is no dataset although there are calls. */
  readonly problem?: string
}

export type Dataset = { readonly summary: LogSummary; readonly builder: DatasetBuilder }

const NO_LENGTHS: Lengths = {
  user: { messages: 0, meanCharacters: 0 },
  assistant: { messages: 0, meanCharacters: 0 },
}

export async function viewDataset({ summary, builder }: Dataset, conversationId?: string): Promise<DatasetView> {
  await summary.update()
  return viewOf(summary, await builder.build(), conversationId)
}

const PATIENCE_MS = 300

/** The view; and before it one with the dataset of a moment ago, when the log is so large that a build takes its time. */
export async function* viewsAsTheyCome(dataset: Dataset, conversationId?: string): AsyncGenerator<DatasetView> {
  const { summary, builder } = dataset
  await summary.update()
  const before = builder.latest()
  const building = builder.build()
  const isSlow = await Promise.race([building.then(() => false), setTimeout(PATIENCE_MS, true, { ref: false })])
  if (isSlow && before !== undefined) yield viewOf(summary, before, conversationId)
  await building
  yield await viewDataset(dataset, conversationId)
}

function viewOf(summary: LogSummary, built: Built, conversationId: string | undefined): DatasetView {
  const { report, formats, kept, problem } = built
  const { captured, masked, tokens } = summary.totals()
  return {
    captured,
    turns: summary.turns(conversationId),
    funnel: report === undefined ? [] : funnelOf(report),
    // Masked when captured, and what the build still found.
    masked: addMasked(masked, report?.redactions ?? {}),
    lengths: report?.lengths ?? NO_LENGTHS,
    tokens,
    formats,
    kept,
    ...(problem === undefined ? {} : { problem }),
  }
}
