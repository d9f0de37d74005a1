import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Example } from '../../../src/core/example.ts'
import type { LogEvent } from '../../../src/core/log-event.ts'
import { eventSourceOf } from '../../../src/pipeline/event-source.ts'
import { foldLog, type FoldOptions } from '../../../src/pipeline/fold/fold-log.ts'
import type { Loss } from '../../../src/pipeline/fold/placed.ts'
import { scanEvents, type ScanOptions } from '../../../src/pipeline/fold/scan.ts'
import { textOf } from '../../../src/core/message.ts'

export type Folded = {
  readonly examples: readonly Example[]
  readonly losses: readonly Loss[]
  readonly conversations: number
  /** Feedback events by what became of them. */
  readonly feedback: Readonly<Record<string, number>>
}

/** Folds events through real spool files. */
export async function fold(
  events: Iterable<LogEvent>,
  { recentCharacters, ...options }: FoldOptions & Pick<ScanOptions, 'recentCharacters'> = {},
): Promise<Folded> {
  const directory = await mkdtemp(join(tmpdir(), 'finetap-fold-'))
  try {
    const scan = await scanEvents(eventSourceOf(events), { directory, recentCharacters })
    const examples: Example[] = []
    const losses: Loss[] = []
    let conversations = 0
    for (const round of foldLog(scan, directory, options)) {
      examples.push(...round.examples)
      losses.push(...round.losses)
      conversations += round.conversations
    }
    return { examples, losses, conversations, feedback: Object.fromEntries(scan.summary.feedback) }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** The texts of an example, with a star at what is trained. */
export function told(example: Example): readonly string[] {
  return example.messages.map(({ message, weight }) => `${message.role}: ${textOf(message)}${weight === 1 ? ' *' : ''}`)
}

/** The texts of all examples, the oldest first. */
export function toldAll({ examples }: Folded): readonly (readonly string[])[] {
  return examples
    .toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : a.id < b.id ? -1 : 1))
    .map(told)
}

/** Every generation by id, as the examples and losses account for it. */
export const accounted = ({ examples, losses }: Folded): readonly string[] =>
  [...examples.flatMap((example) => example.generationIds), ...losses.map((loss) => loss.generationId)].sort()

/** The generations whose answers are trained. */
export const trainedIds = ({ examples }: Folded): readonly string[] =>
  examples
    .flatMap(({ messages }) =>
      messages.flatMap(({ weight, origin }) => (weight === 1 ? [origin?.generationId ?? ''] : [])),
    )
    .sort()
