import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { FinetapError } from '../../../core/errors.ts'
import { errorOf } from '../../../core/failure.ts'
import type { FoldOptions } from '../../fold/fold-log.ts'
import type { Scan } from '../../fold/scan.ts'
import type { RefineRecipe } from '../recipe.ts'
import type { RefinedPiece } from '../refine-partitions.ts'
import { createMailbox } from './mailbox.ts'
import type { FromThread, ThreadFailure, ThreadStart, ToThread } from './protocol.ts'

export type ThreadsOptions = FoldOptions & {
  readonly recipe: RefineRecipe
  readonly directory: string
  readonly threads: number
  readonly signal?: AbortSignal | undefined
}

type Letter = { readonly worker: Worker; readonly message: FromThread }

/** Refines partitions in threads, each partition whole in one. What comes first depends on the threads, the sum does not. */
export async function* refineInThreads(scan: Scan, options: ThreadsOptions): AsyncGenerator<RefinedPiece> {
  const { partitions } = scan
  // The large ones first, so that no thread is left with one at the end.
  const waiting = partitions.toSorted((a, b) => a.bytes - b.bytes)
  const total = partitions.reduce((sum, { bytes }) => sum + bytes, 0)
  const mailbox = createMailbox<Letter>(options.signal)
  const workers = Array.from({ length: options.threads }, (_, index) => start(scan, index, options, mailbox))
  const busy = new Map<Worker, number>()
  let behind = 0
  try {
    for (let idle = 0; idle < workers.length;) {
      const { worker, message } = await mailbox.take()
      if (message.kind === 'failed') throw thrown(message.failure)
      if (message.kind === 'pieces') {
        for (const piece of message.pieces) yield { ...piece, progress: behind / total }
        send(worker, { kind: 'more' })
        continue
      }
      behind += busy.get(worker) ?? 0
      const partition = waiting.pop()
      busy.set(worker, partition?.bytes ?? 0)
      if (partition === undefined) idle += 1
      else send(worker, { kind: 'partition', partition })
    }
  } finally {
    mailbox.close()
    await Promise.all(workers.map((worker) => worker.terminate()))
    scan.close()
    for (const { path } of partitions) rmSync(path, { force: true })
  }
}

function start(
  scan: Scan,
  index: number,
  { recipe, consent, directory }: ThreadsOptions,
  mailbox: ReturnType<typeof createMailbox<Letter>>,
): Worker {
  const own = join(directory, `thread-${index}`)
  mkdirSync(own, { mode: 0o700 })
  const workerData: ThreadStart = {
    recipe,
    consent,
    erasures: scan.summary.erasures,
    feedback: [...scan.feedback()],
    directory: own,
  }
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const worker = new Worker(new URL(`./worker.${ending}`, import.meta.url), {
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 256 },
  })
  worker.on('message', (message: FromThread) => mailbox.put({ worker, message }))
  worker.on('error', (error) => mailbox.fail(threadEnded(error)))
  worker.on('exit', () => mailbox.fail(threadEnded(undefined)))
  return worker
}

function send(worker: Worker, message: ToThread): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is a thread, not a window
  worker.postMessage(message)
}

function thrown(failure: ThreadFailure): Error {
  return typeof failure === 'string' ? threadEnded(new Error(failure)) : errorOf(failure)
}

function threadEnded(cause: unknown): FinetapError {
  return new FinetapError('build_failed', {
    what: 'A thread of the build ended before its work',
    ...(cause instanceof Error ? { why: cause.message } : {}),
    fix: 'build with threads: 1, which needs less memory',
    cause,
  })
}
