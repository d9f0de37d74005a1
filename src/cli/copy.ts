import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { copyEvents, type CopyResult } from '../storage/index.ts'
import type { Cursor, Store } from '../core/store.ts'
import { addressOf, isSamePlace, type Address } from './address.ts'
import { createCopyState, type CopyState } from './copy/state.ts'
import { liesIn } from './copy/inside.ts'
import { countsOf, tell } from './copy/tell.ts'
import { readErasureKey } from './erasure-key.ts'
import { requireOwnLog } from './owner.ts'
import { stoppable } from './stopping.ts'
import { withExisting, withStore } from './stores.ts'
import type { Terminal } from './terminal.ts'
import { badUsage } from './usage.ts'
import type { ExitCode, Given, Verb } from './verb.ts'

export const copy: Verb = {
  name: 'copy',
  words: ['<from>', '<to>'],
  summary: 'Copy a store into another one, of any kind',
  flags: [
    { name: 'resume', help: 'Go on where an earlier copy stopped, or take along what is new since' },
    { name: 'state', value: 'file', help: 'Where it is kept how far the copy is (default <to>.copy.json, beside it)' },
    { name: 'batch', value: 'count', help: 'At most so many events at once (default 500)' },
  ],
  examples: ['copy ./.finetap ./finetap.sqlite', 'copy ./.finetap "$DATABASE_URL" --state ./copy.json --resume'],
  async run(given, terminal) {
    if (given.text('dir') !== undefined) throw badUsage('copy takes no --dir', 'write finetap copy <from> <to>')
    const [from, to] = given.words.map(addressOf)
    if (from === undefined || to === undefined || isSamePlace(from, to)) {
      throw badUsage('The copy would go into the store that it comes from', 'name two stores')
    }
    if (to.kind !== 'postgres' && liesIn(to.path, from)) {
      throw badUsage('The copy would go into the directory of the log that it comes from', 'name a place outside of it')
    }
    requireOwnLog(to)
    const file = stateFile(given, from, to)
    const state = file === undefined ? undefined : createCopyState({ file, from, to })
    const batch = batchOf(given.text('batch'))
    const key = await readErasureKey(given)
    const after = state === undefined ? undefined : await startOf(state, given, to)
    const { result, stopped } = await withExisting(from, key, (source) =>
      withStore(to, key, (target) => run({ source, target, after, batch, state, terminal })),
    )
    return tell(result, { json: given.isOn('json'), key, stopped, terminal })
  },
}

type Job = {
  readonly source: Store
  readonly target: Store
  readonly after: Cursor | undefined
  readonly batch: number | undefined
  readonly state: CopyState | undefined
  readonly terminal: Terminal
}

type Ended = {
  readonly result: CopyResult
  /** The code of the signal that has stopped it, if it is not complete. */
  readonly stopped: ExitCode
}

async function run({ source, target, after, batch, state, terminal }: Job): Promise<Ended> {
  return stoppable(async ({ signal, code }) => {
    const result = await copyEvents({
      from: source,
      to: target,
      after,
      batch,
      signal,
      onProgress(progress) {
        state?.write(progress.cursor)
        terminal.progress(`finetap: ${countsOf(progress)}`)
      },
      onDamage: ({ reason, place, offset }) =>
        terminal.warn(`finetap: ${place}${offset === undefined ? '' : `, byte ${offset}`}: cannot be read: ${reason}`),
    })
    return { result, stopped: code() }
  })
}

/** The file of `--state`, else one beside the target; a database has no such place. */
function stateFile(given: Given, from: Address, to: Address): string | undefined {
  const named = given.text('state')
  if (named === undefined) {
    if (to.kind !== 'postgres') return `${to.path}.copy.json`
    if (!given.isOn('resume')) return undefined
    throw badUsage('Nobody knows how far the copy is', 'name a file with --state, at each run')
  }
  const file = resolve(named)
  for (const address of [from, to]) {
    if (address.kind === 'postgres' || (address.path !== file && !liesIn(file, address))) continue
    throw badUsage(`--state names a store, or lies in a log: ${named}`, 'name a file of its own, such as ./copy.json')
  }
  if (existsSync(dirname(file))) return file
  throw badUsage(`There is no directory for the file of --state: ${dirname(file)}`, 'make it, or name another file')
}

async function startOf(state: CopyState, given: Given, to: Address): Promise<Cursor | undefined> {
  const cursor = await state.read({ resumes: given.isOn('resume') })
  // A target that was removed meanwhile holds nothing of what was copied.
  return to.kind === 'postgres' || existsSync(to.path) ? cursor : undefined
}

function batchOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw badUsage(`--batch is ${JSON.stringify(text)}`, 'give a whole number of events above 0')
}
