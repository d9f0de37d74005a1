import type { LogEvent } from '../core/log-event.ts'
import type { Damage, ReadRange } from '../core/store.ts'
import { createConversationView } from './cat/conversation-view.ts'
import { describeDamage } from './cat/describe-damage.ts'
import { givenAddress } from './address.ts'
import { readErasureKey } from './erasure-key.ts'
import { plainJson } from './plain-text.ts'
import { withExisting } from './stores.ts'
import type { Terminal } from './terminal.ts'
import { readTime } from './time.ts'
import { badUsage } from './usage.ts'
import type { ExitCode, Given, Verb } from './verb.ts'

const TYPES: readonly LogEvent['type'][] = ['generation', 'feedback', 'review', 'erasure', 'gap', 'other']

export const cat: Verb = {
  name: 'cat',
  words: ['[store]'],
  summary: 'Print what a store holds: whole records, one a line, erased ones left out',
  flags: [
    { name: 'since', value: 'time', help: 'From then on: 2026-01-31, or how long ago, such as 7d' },
    { name: 'until', value: 'time', help: 'Before then' },
    { name: 'type', value: 'types', help: `Of ${TYPES.join(', ')}: one, or several with commas` },
    { name: 'pretty', help: 'Conversations to read, instead of JSON' },
  ],
  examples: ['cat --since 1d | jq .model', 'cat ./.finetap --pretty | less -R'],
  async run(given, terminal) {
    const range = rangeOf(given)
    if (given.isOn('pretty') && given.isOn('json')) {
      throw badUsage('--pretty and --json ask for different things', 'give one of them')
    }
    const address = givenAddress(given, given.words[0])
    let [found, damaged] = [0, 0]
    const onDamage = (damage: Damage): void => {
      // A last line without an end: its writer may be at work on it.
      if (damage.reason !== 'torn') damaged += 1
      terminal.warn(describeDamage(damage))
    }
    const print = printerOf(given, terminal)
    await withExisting(address, await readErasureKey(given), async (store) => {
      for await (const event of store.read({ ...range, onDamage })) {
        await print.event(event, found)
        found += 1
      }
      await print.end(found)
    })
    return exitCode(found, damaged, terminal)
  },
}

function rangeOf(given: Given): ReadRange {
  const since = readTime('since', given.text('since'))
  const until = readTime('until', given.text('until'))
  const types = given.text('type')?.split(',').map(typeOf)
  return {
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(types === undefined ? {} : { types }),
  }
}

function typeOf(text: string): LogEvent['type'] {
  const type = TYPES.find((known) => known === text.trim())
  if (type !== undefined) return type
  throw badUsage(`There is no type ${JSON.stringify(text)}`, `give some of ${TYPES.join(', ')}`)
}

type Printer = {
  readonly event: (event: LogEvent, before: number) => Promise<void>
  readonly end: (count: number) => Promise<void>
}

function printerOf(given: Given, terminal: Terminal): Printer {
  if (given.isOn('pretty')) {
    const view = createConversationView(terminal.style)
    return { event: (event) => terminal.data(view(event)), end: async () => {} }
  }
  if (!given.isOn('json')) return { event: (event) => terminal.data(lineOf(event)), end: async () => {} }
  return {
    event: (event, before) => terminal.data(`${before === 0 ? '[' : ','}${lineOf(event)}`),
    end: (count) => terminal.data(count === 0 ? '[]' : ']'),
  }
}

/** An event of an unknown type as it lies in the log. */
function lineOf(event: LogEvent): string {
  return plainJson(event.type === 'other' ? event.value : event)
}

function exitCode(found: number, damaged: number, terminal: Terminal): ExitCode {
  if (damaged > 0) return 1
  if (found > 0) return 0
  terminal.say('finetap: nothing there matches')
  return 3
}
