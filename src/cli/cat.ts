import type { LogEvent } from '../core/log-event.ts'
import type { Damage, ReadRange, Store } from '../core/store.ts'
import { createConversationView } from './cat/conversation-view.ts'
import { describeDamage } from './cat/describe-damage.ts'
import { follow } from './cat/follow.ts'
import { ofUser } from './cat/of-user.ts'
import { givenAddress } from './address.ts'
import { readErasureKey } from './erasure-key.ts'
import { plainJson } from './plain-text.ts'
import { stoppable } from './stopping.ts'
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
    { name: 'user', value: 'id', help: 'What this user has said, and how that was judged' },
    { name: 'follow', help: 'And what comes from now on, until Ctrl-C' },
    { name: 'pretty', help: 'Conversations to read, instead of JSON' },
  ],
  examples: ['cat --since 1d | jq .model', 'cat ./.finetap --pretty | less -R', 'cat --user user-17 --follow --pretty'],
  async run(given, terminal) {
    if (given.isOn('pretty') && given.isOn('json')) {
      throw badUsage('--pretty and --json ask for different things', 'give one of them')
    }
    if (given.isOn('follow') && (given.isOn('json') || given.text('until') !== undefined)) {
      throw badUsage('--follow has no end, and --json and --until ask for one', 'leave them out')
    }
    const choice = choiceOf(given)
    const printer = printerOf(given, terminal)
    const address = givenAddress(given, given.words[0])
    const show = given.isOn('follow') ? printAsTheyCome : printAll
    return withExisting(address, await readErasureKey(given), (store) => show(store, choice, printer, terminal))
  },
}

async function printAll(store: Store, choice: Choice, printer: Printer, terminal: Terminal): Promise<ExitCode> {
  let [found, damaged] = [0, 0]
  const onDamage = (damage: Damage): void => {
    // A last line without an end: its writer may be at work on it.
    if (damage.reason !== 'torn') damaged += 1
    terminal.warn(describeDamage(damage))
  }
  for await (const event of store.read({ ...choice.range, onDamage })) {
    if (!choice.isWanted(event)) continue
    await printer.event(event, found)
    found += 1
  }
  await printer.end(found)
  return exitCode(found, damaged, terminal)
}

async function printAsTheyCome(store: Store, choice: Choice, printer: Printer, terminal: Terminal): Promise<ExitCode> {
  const onDamage = (damage: Damage): void => terminal.warn(describeDamage(damage))
  return stoppable(async ({ signal, code }) => {
    const events = follow(store, { range: choice.range, signal, onDamage, onPause: terminal.flush })
    for await (const event of events) if (choice.isWanted(event)) await printer.event(event, 0)
    return code()
  })
}

/** What is to be printed. */
type Choice = { readonly range: ReadRange; readonly isWanted: (event: LogEvent) => boolean }

function choiceOf(given: Given): Choice {
  const types = given.text('type')?.split(',').map(typeOf)
  const user = given.text('user')
  const isTheirs = user === undefined ? () => true : ofUser(user)
  return {
    range: {
      since: readTime('since', given.text('since')),
      until: readTime('until', given.text('until')),
      // Only its generation tells whom a judgement is about, and every event brings a cursor to go on from.
      types: user === undefined && !given.isOn('follow') ? types : undefined,
    },
    isWanted: (event) => isTheirs(event) && (types === undefined || types.includes(event.type)),
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
