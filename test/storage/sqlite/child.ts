import { sampleConversation } from '../../../src/testing/store/sample-events.ts'
import { sqliteStore } from '../../../src/storage/sqlite/index.ts'

// A process that writes a conversation, and prints the number of each turn that was acknowledged. It ends by itself,
// with the store open.
const [file = '', name = '', turns = '0'] = process.argv.slice(2)
const store = sqliteStore(file)
for (const [index, event] of sampleConversation(name, Number(turns), { conversationId: name }).entries()) {
  await store.append([event])
  process.stdout.write(`${index}\n`)
}
