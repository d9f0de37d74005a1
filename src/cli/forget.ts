import { selects, type ErasureSelector } from '../core/erasure.ts'
import type { Store } from '../core/store.ts'
import { givenAddress } from './address.ts'
import { readErasureKey } from './erasure-key.ts'
import { requireOwnLog } from './owner.ts'
import { withExisting } from './stores.ts'
import type { Terminal } from './terminal.ts'
import { badUsage } from './usage.ts'
import type { ExitCode, Given, Verb } from './verb.ts'

const WHOM = ['user', 'tenant', 'conversation', 'generation'] as const

export const forget: Verb = {
  name: 'forget',
  words: ['[store]'],
  summary: 'Erase what a store holds about somebody, and refuse it from then on',
  flags: [
    { name: 'user', value: 'id', help: 'All of a user' },
    { name: 'tenant', value: 'id', help: 'All of a tenant' },
    { name: 'conversation', value: 'id', help: 'A conversation' },
    { name: 'generation', value: 'id', help: 'One model call' },
    { name: 'reason', value: 'text', help: 'Kept in the log, such as the number of the request' },
    { name: 'dry-run', help: 'Only count' },
  ],
  examples: ['forget --user u-17 --dry-run', 'forget ./finetap.sqlite --conversation c-9'],
  // Who was to be forgotten is still somewhere.
  whenMissing: 1,
  async run(given, terminal) {
    const selector = selectorOf(given)
    const address = givenAddress(given, given.words[0])
    const act = given.isOn('dry-run') ? count : erase
    if (act === erase) requireOwnLog(address)
    return withExisting(address, await readErasureKey(given), (store) => act(store, selector, given, terminal))
  },
}

function selectorOf(given: Given): ErasureSelector {
  const named = WHOM.flatMap((whom) => {
    const id = given.text(whom)
    return id === undefined ? [] : [{ whom, id }]
  })
  const [first, second] = named
  if (first === undefined || second !== undefined) {
    throw badUsage('forget needs one whom to forget', `give one of ${WHOM.map((whom) => `--${whom} <id>`).join(', ')}`)
  }
  switch (first.whom) {
    case 'user':
      return { userId: first.id }
    case 'tenant':
      return { tenantId: first.id }
    case 'conversation':
      return { conversationId: first.id }
    case 'generation':
      return { generationId: first.id }
  }
}

async function count(store: Store, selector: ErasureSelector, given: Given, terminal: Terminal): Promise<ExitCode> {
  let found = 0
  for await (const event of store.read({ types: ['generation'] })) {
    if (event.type === 'generation' && selects(selector, event)) found += 1
  }
  if (given.isOn('json')) await terminal.data(JSON.stringify({ dryRun: true, hidden: found }))
  terminal.say(`finetap: generations that would be forgotten: ${found}; nothing was written`)
  return found === 0 ? 3 : 0
}

async function erase(store: Store, selector: ErasureSelector, given: Given, terminal: Terminal): Promise<ExitCode> {
  const reason = given.text('reason')
  const { hidden, rewritten, pending } = await store.erase(selector, reason === undefined ? {} : { reason })
  if (given.isOn('json')) await terminal.data(JSON.stringify({ hidden, rewritten, pending }))
  terminal.say(`finetap: generations hidden: ${hidden}, of them removed: ${rewritten}, still to be removed: ${pending}`)
  if (pending > 0) {
    terminal.say(
      store.name.startsWith('postgres')
        ? 'finetap: those hold up a conversation that is damaged: mend what reading tells of, and forget them again'
        : 'finetap: those lie with processes that are alive, which remove them by themselves, or were killed a moment ago: run `finetap compact` in five minutes',
    )
  }
  if (hidden === 0) terminal.say('finetap: nothing was there; what comes later is refused all the same')
  return hidden === 0 ? 3 : 0
}
