import { once } from 'node:events'
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { FinetapError } from '../../../core/errors.ts'
import { failureOf } from '../../../core/failure.ts'
import type { Step } from '../../../core/step.ts'
import { emptySummary } from '../../fold/source-summary.ts'
import type { Partition } from '../../fold/spool.ts'
import { quotingOf } from '../../quote.ts'
import { defaultSteps } from '../../steps/index.ts'
import { createLeakProofDivider } from '../../divide/leak-proof-divider.ts'
import { languageOfExample } from '../../divide/language-of-example.ts'
import { planPhases } from '../../work/phases.ts'
import { refinePartitions, type RefinedPiece } from '../refine-partitions.ts'
import type { FromThread, ThreadFailure, ThreadStart, ToThread } from './protocol.ts'

// A thread of a build: folds partitions and takes their examples through the default steps.

const BYTES_OF_A_MESSAGE = 512 * 1_024

const { recipe, consent, erasures, feedback, directory }: ThreadStart = workerData
const port = parentPort
const judged = new Map(feedback)
const steps = defaultSteps(recipe.defaults)
const [phase] = planPhases(steps, { isSplit: recipe.split !== undefined })
const divider =
  recipe.split === undefined
    ? undefined
    : createLeakProofDivider({ ...recipe.split, ledger: undefined, languageOf: languageOfExample })

const prepared = prepare(steps)

if (port !== null) serve(port)

function serve(home: MessagePort): void {
  home.on('message', (message: ToThread) => {
    if (message.kind !== 'partition') return
    refine(home, message.partition).then(
      () => send(home, { kind: 'idle' }),
      (error: unknown) => send(home, { kind: 'failed', failure: told(error) }),
    )
  })
  send(home, { kind: 'idle' })
}

async function prepare(made: readonly Step[]): Promise<void> {
  for (const step of made) await step.prepare?.()
}

async function refine(home: MessagePort, partition: Partition): Promise<void> {
  await prepared
  const summary = { ...emptySummary(), erasures: [...erasures] }
  const scan = {
    summary,
    partitions: [partition],
    feedbackOf: (id: string) => judged.get(id),
    close: () => {},
  }
  let pieces: RefinedPiece[] = []
  let bytes = 0
  for await (const piece of refinePartitions(scan, {
    phase,
    directory,
    divider,
    onStepError: recipe.onStepError,
    quoteOf: recipe.samples === true ? quotingOf(steps) : undefined,
    consent,
  })) {
    pieces.push(piece)
    for (const { kept } of piece.examples) bytes += kept?.stored.text.length ?? 0
    if (bytes < BYTES_OF_A_MESSAGE && pieces.length < 1_000) continue
    send(home, { kind: 'pieces', pieces })
    pieces = []
    bytes = 0
    // So that a thread which is ahead does not fill the memory of the other.
    await once(home, 'message')
  }
  if (pieces.length === 0) return
  send(home, { kind: 'pieces', pieces })
  await once(home, 'message')
}

function send(home: MessagePort, message: FromThread): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is a thread, not a window
  home.postMessage(message)
}

/** As text where it is none of ours: of such an error only the message would cross. */
function told(error: unknown): ThreadFailure {
  if (error instanceof FinetapError) return failureOf(error)
  return error instanceof Error ? error.message : String(error)
}
