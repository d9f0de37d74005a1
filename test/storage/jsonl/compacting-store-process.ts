import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { sampleConversation } from '../../../src/testing/store/sample-events.ts'

// Run as a child process: writes many segments with a store that is a minute old, and does not close it.
const [dir = ''] = process.argv.slice(2)
const store = jsonlStore(dir, { segmentBytes: 3_000 })
const { now } = performance
const turns = sampleConversation('a', 60)
for (const turn of turns.slice(0, 40)) await store.append([turn])
performance.now = () => now.call(performance) + 60_000
for (const turn of turns.slice(40)) await store.append([turn])
