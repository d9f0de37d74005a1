import { mkdirSync, rmSync } from 'node:fs'
import type { Example } from '../../../src/core/example.ts'
import { gatherCandidates, type CandidateOptions, type Candidates } from '../../../src/pipeline/candidates.ts'
import type { EventSource } from '../../../src/pipeline/event-source.ts'
import { dedupeExact, dropEmpty, dropUnfinished, filterFeedback } from '../../../src/pipeline/steps/index.ts'

const STEPS = [filterFeedback({ down: 'flag' }), dropUnfinished(), dropEmpty(), dedupeExact()]

/** All that a build knows of a log, without the files that it would write. */
export async function gathered(
  source: EventSource,
  workspace: string,
  options: Partial<CandidateOptions> = {},
): Promise<object> {
  mkdirSync(workspace, { recursive: true })
  const given: CandidateOptions = { steps: STEPS, recipe: { defaults: {} }, threads: 1, ...options }
  try {
    return await allOf(await gatherCandidates(source, workspace, given))
  } finally {
    rmSync(workspace, { recursive: true, force: true })
  }
}

async function allOf(found: Candidates): Promise<object> {
  const { kept, account, keep, close, summary, log, conversations, folded } = found
  try {
    const examples: Example[] = []
    for await (const { example } of kept()) examples.push(example())
    keep()
    return { examples, account: account(0), summary: inOrder(summary), log, conversations, folded }
  } finally {
    close()
  }
}

function inOrder(summary: object): object {
  return Object.fromEntries(
    Object.entries(summary).map(([name, value]: [string, unknown]) => [
      name,
      value instanceof Map ? mapOf(value) : value,
    ]),
  )
}

function mapOf(map: ReadonlyMap<string, number>): object {
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)))
}
