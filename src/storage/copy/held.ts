import type { LogEvent } from '../../core/log-event.ts'
import type { Store } from '../../core/store.ts'
import { digestOf, type KeyFilter } from './key-filter.ts'
import { scanOf } from './target.ts'

/** What the target holds, as far as it would take it a second time. */
export type Held = {
  /** False for an event that the target itself passes by if it has it; the others need not be asked about that one. */
  readonly tells: (event: LogEvent) => boolean
  /** To be called with each batch, before the others. */
  readonly learn: (events: readonly LogEvent[]) => Promise<void>
  readonly mayHold: (event: LogEvent) => boolean
  /** Of those that it tells of. */
  readonly add: (event: LogEvent) => void
  /** All in the target that may be one of these. */
  readonly events: () => AsyncGenerator<LogEvent>
}

export function createHeld(to: Store, filter: KeyFilter): Held {
  return to.capabilities.idempotent ? namelessHeld(to, filter) : allHeld(to, filter)
}

function allHeld(to: Store, filter: KeyFilter): Held {
  return {
    tells: () => true,
    async learn() {},
    mayHold: (event) => filter.mayHold(digestOf(event)),
    add: (event) => filter.add(digestOf(event)),
    async *events() {
      for await (const { event } of scanOf(to)) yield event
    },
  }
}

/** A target that passes by what it has tells events apart by their ids, and some have none. Most copies meet no such one. */
function namelessHeld(to: Store, filter: KeyFilter): Held {
  const types = new Set<LogEvent['type']>()

  async function* nameless(wanted: readonly LogEvent['type'][]): AsyncGenerator<LogEvent> {
    for await (const { event } of scanOf(to, { types: wanted })) if (event.id === '') yield event
  }

  return {
    tells: ({ id }) => id === '',
    async learn(events) {
      const added = new Set(events.filter(({ id, type }) => id === '' && !types.has(type)).map(({ type }) => type))
      if (added.size === 0) return
      for await (const event of nameless([...added])) filter.add(digestOf(event))
      for (const type of added) types.add(type)
    },
    mayHold: (event) => event.id === '' && filter.mayHold(digestOf(event)),
    add: (event) => filter.add(digestOf(event)),
    events: () => nameless([...types]),
  }
}
