import { selects } from '../core/erasure.ts'
import type { Store } from '../core/store.ts'
import { givenAddress } from './address.ts'
import { clearCacheOf } from './build/cache.ts'
import { STEP_FLAGS, stepOptionsOf } from './build/options.ts'
import { requireFolder } from './dataset-folder.ts'
import { readErasureKey } from './erasure-key.ts'
import { forgetInFolders, type DatasetLine, type InDatasets } from './forget/in-datasets.ts'
import { describeNotFound } from './forget/not-found.ts'
import { selectorOf, whomOf, type WhomGiven } from './forget/whom.ts'
import { requireOwnLog } from './owner.ts'
import { plainJson } from './plain-text.ts'
import { unlessStopped } from './stopping.ts'
import { withExisting } from './stores.ts'
import { badUsage } from './usage.ts'
import type { ExitCode, Given, Verb } from './verb.ts'

export const forget: Verb = {
  name: 'forget',
  words: ['[store]'],
  summary: 'Erase what a store holds about somebody, refuse copies of it from then on, and find it in datasets',
  flags: [
    { name: 'user', value: 'id', help: 'All of a user' },
    { name: 'tenant', value: 'id', help: 'All of a tenant' },
    { name: 'conversation', value: 'id', help: 'A conversation' },
    { name: 'generation', value: 'id', help: 'One model call' },
    { name: 'reason', value: 'text', help: 'Kept in the log and in the marks, such as the number of the request' },
    { name: 'dry-run', help: 'Only count' },
    {
      name: 'datasets',
      value: 'folder',
      many: true,
      help: 'Mark the datasets in it that hold forgotten rows as taken back; repeatable',
    },
    { name: 'rebuild', help: 'Build those anew from this store; what their manifests leave open is as by default' },
    ...STEP_FLAGS.map((flag) => ({ ...flag, help: `With --rebuild: ${flag.help}` })),
  ],
  examples: [
    'forget --user u-17 --dry-run',
    'forget ./finetap.sqlite --conversation c-9',
    'forget --user u-17 --datasets ./datasets --rebuild',
  ],
  // Who was to be forgotten is still somewhere.
  whenMissing: 1,
  async run(given, terminal) {
    const whom = whomOf(given)
    const address = givenAddress(given, given.words[0])
    refuseLoose(given)
    if (!given.isOn('dry-run')) requireOwnLog(address)
    const key = await readErasureKey(given)
    const ended = await unlessStopped((signal) =>
      withExisting(address, key, async (store) => {
        const room = { address, store, given, terminal, signal }
        return given.isOn('dry-run') ? count(whom, room) : erase(whom, room)
      }),
    )
    if ('result' in ended) return ended.result
    terminal.warn('finetap: stopped on the way; run it again, it goes on where it was')
    return ended.stopped
  },
}

/** Before anything is erased: a mistyped folder must not pass for one without datasets. */
function refuseLoose(given: Given): void {
  const folders = given.texts('datasets')
  for (const folder of folders) requireFolder(folder)
  const forRebuild = Object.keys(stepOptionsOf(given)).length > 0
  if (forRebuild && !given.isOn('rebuild'))
    throw badUsage('Flags of build are given, and nothing is built', 'add --rebuild')
  if (given.isOn('rebuild') && folders.length === 0)
    throw badUsage('--rebuild has nothing to build', 'name the folder of the datasets with --datasets')
}

async function count(whom: WhomGiven, room: InDatasets): Promise<ExitCode> {
  const { store, given, terminal } = room
  const selector = selectorOf(whom)
  let found = 0
  const ids: string[] = []
  for await (const event of store.read({ types: ['generation'] })) {
    if (!selects(selector, event)) continue
    found += 1
    if (given.texts('datasets').length > 0) ids.push(event.id)
  }
  terminal.say(`finetap: generations that would be forgotten: ${found}; nothing was written`)
  if (found === 0) terminal.say(`finetap: ${await describeNotFound(store, whom)}`)
  const datasets = await datasetsOf(ids, room)
  if (given.isOn('json')) await terminal.data(plainJson({ dryRun: true, hidden: found, ...datasets }))
  return found + (datasets.datasets?.length ?? 0) === 0 ? 3 : 0
}

async function erase(whom: WhomGiven, room: InDatasets): Promise<ExitCode> {
  const { address, store, given, terminal } = room
  const reason = given.text('reason')
  const { erasure, hidden, rewritten, pending } = await store.erase(
    selectorOf(whom),
    reason === undefined ? {} : { reason },
  )
  await clearCacheOf(address)
  terminal.say(`finetap: generations hidden: ${hidden}, of them removed: ${rewritten}, still to be removed: ${pending}`)
  if (pending > 0) terminal.say(`finetap: ${aboutPending(store)}`)
  if (hidden === 0) {
    terminal.say(`finetap: ${await describeNotFound(store, whom)}`)
    terminal.say('finetap: a copy of what was recorded until now is refused all the same')
  }
  const datasets = await datasetsOf(erasure.targets ?? [], room)
  terminal.say(
    'finetap: a cache that a build was given elsewhere with --cache holds chats until the next build with it',
  )
  if (given.isOn('json')) await terminal.data(plainJson({ hidden, rewritten, pending, ...datasets }))
  if ((datasets.datasets ?? []).some(isUndone)) return 1
  return hidden + (datasets.datasets?.length ?? 0) === 0 ? 3 : 0
}

async function datasetsOf(
  ids: readonly string[],
  room: InDatasets,
): Promise<{ readonly datasets?: readonly DatasetLine[] }> {
  if (room.given.texts('datasets').length > 0) return { datasets: await forgetInFolders(ids, room) }
  room.terminal.say('finetap: datasets may still hold the rows: look through them with --datasets <folder>')
  return {}
}

/** Somebody may still train on it. */
function isUndone({ failure, rebuilt }: DatasetLine): boolean {
  return rebuilt === undefined ? failure !== undefined : rebuilt.kind === 'failed'
}

function aboutPending({ name }: Store): string {
  return name.startsWith('postgres')
    ? 'those hold up a conversation that is damaged: mend what reading tells of, and forget them again'
    : 'those lie with processes that are alive, which remove them by themselves, or were killed a moment ago: run `finetap compact` in five minutes'
}
