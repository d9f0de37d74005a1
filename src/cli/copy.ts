import { existsSync } from 'node:fs'
import { copyEvents, type CopyCounts, type CopyResult } from '../storage/index.ts'
import { createCopyState, type CopyState } from './copy/state.ts'
import { plainText } from './plain-text.ts'
import { addressOf, nameOf, openExisting, openStore, type Address } from './stores.ts'
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
    const [from, to] = given.words.map(addressOf)
    if (from === undefined || to === undefined || nameOf(from) === nameOf(to)) {
      throw badUsage('The copy would go into the store that it comes from', 'name two stores')
    }
    const state = createCopyState({ file: given.text('state') ?? besides(to), from, to })
    if (given.isOn('resume') && state === undefined) {
      throw badUsage('Nobody knows how far the copy is', 'name a file with --state, at each run')
    }
    const result = await copyBetween(from, to, { given, terminal, state })
    return tell(result, given, terminal)
  },
}

type Job = { readonly given: Given; readonly terminal: Terminal; readonly state: CopyState | undefined }

async function copyBetween(from: Address, to: Address, { given, terminal, state }: Job): Promise<CopyResult> {
  const batch = batchOf(given.text('batch'))
  // A target that was removed meanwhile holds nothing of what was copied.
  const isThere = to.kind === 'postgres' || existsSync(to.path)
  const cursor = given.isOn('resume') ? await state?.read() : undefined
  const after = isThere ? cursor : undefined
  const source = await openExisting(from)
  const target = await openStore(to)
  const stopping = new AbortController()
  const stop = (): void => stopping.abort()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  try {
    return await copyEvents({
      from: source,
      to: target,
      after,
      batch,
      signal: stopping.signal,
      onProgress(progress) {
        state?.write(progress.cursor)
        terminal.progress(`finetap: ${countsOf(progress)}`)
      },
      onDamage: ({ reason, place, offset }) =>
        terminal.warn(`finetap: ${place}${offset === undefined ? '' : `, byte ${offset}`}: cannot be read: ${reason}`),
    })
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
    await source.close()
    await target.close()
  }
}

/** Beside a file or folder; a database has no such place. */
function besides(to: Address): string | undefined {
  return to.kind === 'postgres' ? undefined : `${to.path}.copy.json`
}

function batchOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw badUsage(`--batch is ${JSON.stringify(text)}`, 'give a whole number of events above 0')
}

async function tell(result: CopyResult, given: Given, terminal: Terminal): Promise<ExitCode> {
  if (given.isOn('json')) await terminal.data(JSON.stringify(result))
  terminal.say(`finetap: ${countsOf(result)}${result.complete ? '' : '; stopped, go on with --resume'}`)
  for (const { type, id, why } of result.refusals) terminal.warn(`finetap: ${plainText(`${type} ${id}: ${why}`)}`)
  for (const [keyId, count] of Object.entries(result.tombstones)) {
    terminal.say(
      `finetap: ${count} erasures are under the key ${plainText(keyId)}. Unless the target has it too, it does not know whom they name when more of them is imported; open it with the same erasureKey`,
    )
  }
  if (!result.complete) return 130
  if (result.refused > 0 || result.damages > 0) return 1
  return result.copied + result.skipped === 0 ? 3 : 0
}

function countsOf({ copied, skipped, refused, damages }: CopyCounts): string {
  const rest = [
    [skipped, 'there already'],
    [refused, 'refused'],
    [damages, 'could not be read'],
  ] as const
  const words = rest.filter(([count]) => count > 0).map(([count, word]) => `, ${count} ${word}`)
  return `${copied} copied${words.join('')}`
}
