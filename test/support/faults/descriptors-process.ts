import { closeSync, openSync, writeSync } from 'node:fs'
import { openStore } from './open-store.ts'
import { turnOf } from './turns.ts'

// Run as a child process with few descriptors: takes all of them, appends, gives them back, and appends again. It says how
// each append went.
const [kind = '', place = ''] = process.argv.slice(2)
const first = await openStore(kind, { place })
await append(first, 'first', 0)
const second = await openStore(kind, { place })
const taken = takeAll()
await append(first, 'first', 1)
await append(second, 'second', 0)
for (const file of taken) closeSync(file)
await append(second, 'second', 1)
await append(first, 'first', 2)
await first.close()
await second.close()

function takeAll(): readonly number[] {
  const files: number[] = []
  for (let count = 0; count < 100_000; count += 1) {
    try {
      files.push(openSync('/dev/null', 'r'))
    } catch {
      break
    }
  }
  return files
}

async function append(store: Awaited<ReturnType<typeof openStore>>, writer: string, number: number): Promise<void> {
  const code = await store.append([turnOf(writer, number)]).then(
    () => 'kept',
    (error: unknown) => String(Reflect.get(Object(error), 'code')),
  )
  writeSync(1, `${writer} ${number} ${code}\n`)
}
