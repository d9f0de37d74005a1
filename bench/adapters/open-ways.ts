import { sinkStore } from '../support/sink-store.ts'
import type { Meeting } from './contest.ts'
import type { Door } from './doors/door.ts'
import { requireRecorded } from './require-recorded.ts'
import { createTransport } from './transport.ts'
import { finetapWay, unwrappedWay, type Way } from './way.ts'

/** The ways of a door that is measured by itself: unwrapped, switched off, and capturing without the writing. */
export async function openWays(door: Door): Promise<{ readonly meeting: Meeting; readonly ways: readonly Way[] }> {
  await requireRecorded(door)
  const transport = createTransport()
  const ways = [
    unwrappedWay(door.connect(transport.fetch)),
    finetapWay('off', { store: sinkStore(), enabled: false }, (recorder) => door.connect(transport.fetch, recorder)),
    finetapWay('finetap', { store: sinkStore() }, (recorder) => door.connect(transport.fetch, recorder)),
  ]
  return { meeting: { transport, wire: door.wire }, ways }
}
