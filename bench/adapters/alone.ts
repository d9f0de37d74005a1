import type { Part } from '../support/part.ts'
import { plainExchanges } from '../support/requests.ts'
import { measureRounds, type Contestant, type RoundOptions } from '../support/rounds.ts'
import { sinkStore } from '../support/sink-store.ts'
import { decimal, spread } from '../support/table.ts'
import type { Answers, Door } from './doors/door.ts'
import { loadDoor } from './doors/index.ts'
import { requireRecorded } from './require-recorded.ts'
import { finetapWay, unwrappedWay, type Way } from './way.ts'

const CALLS = 400
const ROUNDS: RoundOptions = { units: CALLS, rounds: 21, warmUps: 12, order: 'random' }
const CHARACTERS = 2_048
const DOORS = ['openai-chat', 'openai-responses', 'anthropic', 'ollama']

/** What a call costs more through each door when there is nothing else to do. */
export const alone: Part = {
  name: 'alone',
  title: 'µs that each door adds to a call of a client that sends nothing',
  head: ['', 'unwrapped', 'off', 'path', 'processor'],
  note: `The same calls, of the same clients, but the method that sends answers at once with an object that lies ready. What
is left is the door itself, in a tight loop: compiled code and caches stay warm, as the goal of 10 µs supposes and no app
has it.`,
  jobs: () => DOORS.map((door) => ({ part: 'alone', case: door })),
  async run({ job }) {
    const door = await loadDoor(job.case)
    await requireRecorded(door)
    const answers: Answers = { next: {} }
    const ways = waysOf(door, answers)
    const contestants = ways.map((way) => contestant(door, answers, way))
    const { base, added } = await measureRounds(contestants, ROUNDS)
    for (const way of ways) await way.close()
    const [off, finetap] = ['off', 'finetap'].map((name) => added.get(name))
    if (off === undefined || finetap === undefined) throw new Error('a way was not measured')
    const { path, processor } = finetap
    return [[door.title, decimal(base.path.median), decimal(off.path.median), spread(path), spread(processor)]]
  },
}

function waysOf({ title, alone: connect }: Door, answers: Answers): readonly Way[] {
  if (connect === undefined) throw new Error(`${title} has no client that sends nothing`)
  return [
    unwrappedWay(connect(answers)),
    finetapWay('off', { store: sinkStore(), enabled: false }, (recorder) => connect(answers, recorder)),
    finetapWay('finetap', { store: sinkStore() }, (recorder) => connect(answers, recorder)),
  ]
}

function contestant({ wire }: Door, answers: Answers, { name, caller, flush }: Way): Contestant {
  const nextExchange = plainExchanges(CHARACTERS, CHARACTERS)
  return {
    name,
    flush,
    prepare() {
      const batch = Array.from({ length: CALLS }, () => {
        const { question, answer } = nextExchange()
        // As a client gets it: parsed anew from each response.
        const parsed: object = JSON.parse(JSON.stringify(wire.whole(answer)))
        return { question, parsed }
      })
      return async () => {
        for (const { question, parsed } of batch) {
          answers.next = parsed
          await caller.ask(question)
        }
      }
    },
  }
}
