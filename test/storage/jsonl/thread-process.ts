import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { sampleConversation } from '../../../src/testing/store/sample-events.ts'

// Run as a child process: gives turns to a store with a thread, and ends in the way that was asked for.
const [dir = '', way = ''] = process.argv.slice(2)
const store = jsonlStore(dir, { worker: true })
const turns = sampleConversation('a', 60)
const appended = turns.slice(0, 40).map((turn) => store.append([turn]))
process.on('exit', () => store.appendSync?.(turns.slice(40)))
if (way === 'exit') setImmediate(() => process.exit())
else if (way === 'throw') {
  setImmediate(() => {
    throw new Error('nobody catches this')
  })
} else {
  // The process ends by itself, although the store was never closed.
  await Promise.all(appended)
}
