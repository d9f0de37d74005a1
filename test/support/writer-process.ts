import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { lowdbStore } from '../../src/storage/lowdb/index.ts'
import { sampleConversation } from '../../src/testing/store/sample-events.ts'

// Run as a child process: appends the turns of a conversation one by one, and says on standard output how each went.
const [kind = '', place = '', name = '', turns = '0', end = 'close'] = process.argv.slice(2)
const store = kind === 'lowdb' ? lowdbStore(place) : jsonlStore(place)
for (const turn of sampleConversation(name, Number(turns))) {
  try {
    await store.append([turn])
    process.stdout.write(`kept ${turn.id}\n`)
  } catch (error) {
    process.stdout.write(`failed ${turn.id} ${String(Reflect.get(Object(error), 'code'))}\n`)
  }
}
if (end === 'close') await store.close()
else if (end === 'stay') setInterval(() => {}, 60_000)
else process.exit()
