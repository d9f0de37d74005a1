import { stat, writeSync } from 'node:fs'
import { join } from 'node:path'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { endingTurns, type Ending } from './ending-turns.ts'

// Run as a child process: gives turns to four stores, which begin one after the other, and ends after so many rounds of
// the event loop, in the way that was asked for. Its 'exit' listener says on standard output what became of each store.
const [dir = '', rounds = '0', way = 'exit', user = 'same'] = process.argv.slice(2)
const ANYBODY = 65_534
const LAST = 5

if (user === 'anybody' && process.getuid?.() === 0) process.setuid?.(ANYBODY)
const writers = Array.from({ length: 4 }, (_, number) => createWriter(number))
process.on('exit', () => {
  for (const { finish } of writers) writeSync(1, `${JSON.stringify(finish())}\n`)
  // What is left to the threads of the process is lost then.
  if (way === 'kill') process.kill(process.pid, 'SIGKILL')
})
go(0)

function go(round: number): void {
  for (const [number, { give }] of writers.entries()) if (round >= number * 2) give(1 + ((round * 3 + number) % 9))
  if (round < Number(rounds)) setImmediate(() => go(round + 1))
  else end()
}

function end(): void {
  if (way === 'throw') throw new Error('nobody catches this')
  if (way === 'promise') void Promise.resolve().then(() => process.exit())
  else if (way === 'callback') stat('.', () => process.exit())
  else process.exit()
}

function createWriter(number: number): { give(count: number): void; finish(): Ending } {
  const store = jsonlStore(join(dir, String(number), 'log'))
  const turns = endingTurns(number)
  const kept: string[] = []
  const refused: string[] = []
  let given = 0
  return {
    give(count) {
      const events = turns.slice(given, Math.min(given + count, turns.length - LAST))
      given += events.length
      const ids = events.map(({ id }) => id)
      store.append(events).then(
        () => kept.push(...ids),
        () => refused.push(...ids),
      )
    },
    finish() {
      const last = turns.slice(given, given + LAST)
      given += last.length
      try {
        store.appendSync?.(last)
        return { given, kept, refused }
      } catch (error) {
        return { given, kept, refused, failure: String(Reflect.get(Object(error), 'code')) }
      }
    },
  }
}
