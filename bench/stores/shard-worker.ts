import { parentPort, workerData } from 'node:worker_threads'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'

const { dir, shard }: { dir: string; shard: { index: number; count: number } } = workerData

async function count(): Promise<number> {
  let seen = 0
  for await (const _ of jsonlStore(dir).scan({ shard })) seen += 1
  return seen
}

// oxlint-disable unicorn/require-post-message-target-origin -- these are threads, not windows
parentPort?.on('message', () => void count().then((seen) => parentPort?.postMessage(seen)))
parentPort?.postMessage('ready')
