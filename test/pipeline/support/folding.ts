import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Example } from '../../../src/core/example.ts'
import type { LogEvent } from '../../../src/core/log-event.ts'
import { eventSourceOf } from '../../../src/pipeline/event-source.ts'
import { foldLog } from '../../../src/pipeline/fold/fold-log.ts'
import type { Loss } from '../../../src/pipeline/fold/placed.ts'
import { scanEvents } from '../../../src/pipeline/fold/scan.ts'

export type Folded = {
  readonly examples: readonly Example[]
  readonly losses: readonly Loss[]
  readonly conversations: number
}

/** Folds events through real spool files. */
export async function fold(
  events: Iterable<LogEvent>,
  options: { readonly partitionBytes?: number } = {},
): Promise<Folded> {
  const directory = await mkdtemp(join(tmpdir(), 'finetap-fold-'))
  try {
    const scan = await scanEvents(eventSourceOf(events), { directory })
    const examples: Example[] = []
    const losses: Loss[] = []
    let conversations = 0
    for (const round of foldLog(scan, directory, options)) {
      examples.push(...round.examples)
      losses.push(...round.losses)
      conversations += round.conversations
    }
    return { examples, losses, conversations }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
