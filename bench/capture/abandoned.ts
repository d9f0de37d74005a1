import { setTimeout as pause } from 'node:timers/promises'
import { abandon, prepareAnswer } from '../support/calls.ts'
import type { Door } from '../support/door.ts'
import { jobsOfAll, openDoor } from '../support/open-door.ts'
import { recordedBy } from '../support/recorded.ts'
import { pieces, singleMessages } from '../support/requests.ts'
import { loadRival } from '../support/rivals.ts'
import { whole } from '../support/table.ts'
import type { Part } from '../support/part.ts'

const STREAMS = 1_000
const SLOW_STREAMS = 100
const CHUNKS = 200
const READ = 5
const KB = 1_024

/** What streams leave behind that nobody reads to the end. */
export const abandoned: Part = {
  name: 'abandoned',
  title: 'Streams that are begun, read a little and forgotten',
  head: ['', 'streams', 'heap before, KB', 'after', 'bytes a stream', 'resident, MB', 'recorded', 'recorded at close'],
  note: `Of ${CHUNKS} chunks ${READ} are read from \`textStream\`; then the app lets go of it, without a cancel. Heap: after
collections. Recorded: questions found after a flush, and after closing.`,
  jobs: (rivals) => jobsOfAll('abandoned', rivals),
  async run(workplace) {
    const { job } = workplace
    const isSlow = job.rival !== undefined && (await loadRival(job.rival)).slow === true
    const streams = isSlow ? SLOW_STREAMS : STREAMS
    const { site, door } = await openDoor(workplace)
    const nextRequest = singleMessages(2 * KB)
    site.script.pieces = pieces(CHUNKS)

    async function leave(count: number): Promise<void> {
      for (let stream = 0; stream < count; stream += 1) {
        const request = nextRequest()
        prepareAnswer(site, request)
        await abandon(door, 'app', request, READ)
      }
    }

    async function recorded(): Promise<string> {
      if (door.name === 'unwrapped') return '-'
      const { marks } = await recordedBy(door, workplace)
      return whole([...marks].filter((mark) => mark.startsWith('question')).length)
    }

    // The first ones load and compile what all the others use.
    await leave(streams / 10)
    await settle(door)
    const before = await settledHeap()
    await leave(streams)
    await settle(door)
    const after = await settledHeap()
    const flushed = await recorded()
    await door.close()
    return [
      [
        door.name,
        whole(streams * 1.1),
        whole(before / KB),
        whole(after / KB),
        whole((after - before) / streams),
        whole(process.memoryUsage.rss() / KB / KB),
        flushed,
        await recorded(),
      ],
    ]
  },
}

/** Lets finalizers have their turn, and writes what they gave. */
async function settle(door: Door): Promise<void> {
  await settledHeap()
  await door.flush()
}

/** Collects until finalizers have had their turn. */
async function settledHeap(): Promise<number> {
  for (let pass = 0; pass < 5; pass += 1) {
    globalThis.gc?.()
    await pause(20)
  }
  return process.memoryUsage().heapUsed
}
