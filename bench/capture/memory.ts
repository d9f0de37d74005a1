import { generate, prepareAnswer } from '../support/calls.ts'
import { jobsOfAll, openDoor } from '../support/open-door.ts'
import { singleMessages } from '../support/requests.ts'
import { loadRival } from '../support/rivals.ts'
import { slopeOf } from '../support/statistics.ts'
import { whole } from '../support/table.ts'
import type { Part } from '../support/part.ts'

const POINTS = 10
const OWN_TURNS = 100_000
const RIVAL_TURNS = 5_000
const SLOW_RIVAL_TURNS = 200
const BETWEEN_FLUSHES = 500
const KB = 1_024

/** Whether what is recorded stays in memory. */
export const memory: Part = {
  name: 'memory',
  title: 'Memory over many turns',
  head: ['', 'turns', 'heap at first, KB', 'half way', 'at last', 'bytes a turn', 'largest process, MB'],
  note: `Turns of \`generateText\` with a request of 2 KB, flushed every ${BETWEEN_FLUSHES} turns. Heap: what is left after two
collections, at ten points. Bytes a turn: the slope of the line through the last eight.`,
  jobs: (rivals) => jobsOfAll('memory', rivals),
  async run(workplace) {
    const { job } = workplace
    const turns =
      job.rival === undefined ? OWN_TURNS : (await loadRival(job.rival)).slow ? SLOW_RIVAL_TURNS : RIVAL_TURNS
    const { site, door } = await openDoor(workplace)
    const nextRequest = singleMessages(2 * KB)
    const heaps: (readonly [turn: number, bytes: number])[] = []
    let largest = 0
    for (let turn = 1; turn <= turns; turn += 1) {
      const request = nextRequest()
      prepareAnswer(site, request)
      await generate(door, 'app', request)
      if (turn % BETWEEN_FLUSHES === 0 || turn === turns) await door.flush()
      if (turn % (turns / POINTS) !== 0) continue
      largest = Math.max(largest, process.memoryUsage.rss())
      heaps.push([turn, await heapAfterCollection()])
    }
    const at = (index: number): string => whole((heaps[index]?.[1] ?? NaN) / KB)
    const slope = slopeOf(heaps.slice(2))
    return [[door.name, whole(turns), at(0), at(4), at(9), whole(slope), whole(largest / KB / KB)]]
  },
}

async function heapAfterCollection(): Promise<number> {
  // What finalizers let go of is collected by the second one.
  for (let pass = 0; pass < 2; pass += 1) {
    globalThis.gc?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return process.memoryUsage().heapUsed
}
