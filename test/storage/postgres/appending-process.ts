import { postgresStore } from '../../../src/storage/postgres/index.ts'
import { sampleConversation } from '../../../src/testing/store/sample-events.ts'

// Run as a child process: appends the turns of a conversation, says which are kept, then flushes, or stays.
const [url = '', schema = '', outbox = '', name = '', turns = '0', then = 'close'] = process.argv.slice(2)
const store = postgresStore({ url, schema, outbox, patienceMs: 10_000 })
for (const turn of sampleConversation(name, Number(turns))) {
  await store.append([turn])
  process.stdout.write(`kept ${turn.id}\n`)
}
if (then === 'stay') setInterval(() => {}, 1_000)
else await store.close()
