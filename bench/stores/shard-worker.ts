import { parentPort, workerData } from 'node:worker_threads'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import type { ShardTask } from './shard.ts'
import { countBySplitting } from './split.ts'

const { reader, dir, files, shard }: ShardTask = workerData

async function count(): Promise<number> {
  if (reader === 'split') return countBySplitting(files.filter((_, index) => index % shard.count === shard.index))
  let seen = 0
  for await (const _ of jsonlStore(dir).scan({ shard })) seen += 1
  return seen
}

// oxlint-disable unicorn/require-post-message-target-origin -- these are threads, not windows
parentPort?.on('message', () => void count().then((seen) => parentPort?.postMessage(seen)))
parentPort?.postMessage('ready')
