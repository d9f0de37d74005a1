import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { sampleConversation } from '../../../src/testing/store/sample-events.ts'

// Run as a child process: appends the turns of a conversation one by one, and says on standard output how each went.
const [dir = '', name = '', turns = '0'] = process.argv.slice(2)
const store = jsonlStore(dir)
for (const turn of sampleConversation(name, Number(turns))) {
  try {
    await store.append([turn])
    process.stdout.write(`kept ${turn.id}\n`)
  } catch (error) {
    process.stdout.write(`failed ${turn.id} ${String(Reflect.get(Object(error), 'code'))}\n`)
  }
}
await store.close()
