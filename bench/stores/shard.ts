import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** What a thread counts: the lines of its share of the files, or the events of its shard. */
export type ShardTask = {
  readonly reader: 'finetap' | 'split'
  readonly dir: string
  readonly files: readonly string[]
  readonly shard: { readonly index: number; readonly count: number }
}

/** A thread that reads one share of a log each time that it is asked to. */
export type Shard = { readonly count: () => Promise<number>; readonly stop: () => Promise<void> }

export async function startShard(task: ShardTask): Promise<Shard> {
  const worker = new Worker(new URL('shard-worker.ts', import.meta.url), { workerData: task })
  await once(worker, 'message')
  return {
    async count() {
      const counted = once(worker, 'message')
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      worker.postMessage('read')
      const [count]: unknown[] = await counted
      return Number(count)
    },
    stop: async () => void (await worker.terminate()),
  }
}
