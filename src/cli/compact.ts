import { compactLog, type CompactOptions, type Compaction } from '../storage/jsonl/index.ts'
import { givenAddress, nameOf } from './address.ts'
import { readErasureKey } from './erasure-key.ts'
import { requireOwnLog } from './owner.ts'
import { requirePresence } from './presence.ts'
import { inOtherWords } from './speaking-to.ts'
import { readDuration } from './time.ts'
import { badUsage } from './usage.ts'
import type { Given, Verb } from './verb.ts'

export const compact: Verb = {
  name: 'compact',
  words: ['[dir]'],
  summary: 'Tidy a log on disk, under living writers too: merge and compress its files, remove old ones',
  flags: [
    { name: 'compress-after', value: 'age', help: 'Compress what was last written so long ago (default 7d)' },
    { name: 'keep', value: 'age', help: 'Remove what was last written longer ago, such as 90d (default: keep all)' },
    { name: 'keep-bytes', value: 'size', help: 'Remove the oldest until no more is left, such as 10GB' },
  ],
  examples: ['compact', 'compact ./.finetap --keep 90d --keep-bytes 20GB'],
  async run(given, terminal) {
    const address = givenAddress(given, given.words[0])
    if (address.kind !== 'jsonl')
      throw badUsage(
        `${nameOf(address)} is no directory of a log`,
        'only jsonl logs need this: the other stores tidy themselves',
      )
    const options = optionsOf(given, await readErasureKey(given))
    await requirePresence(address)
    requireOwnLog(address)
    const done = await compactLog(address.path, options).catch((error: unknown) => {
      throw inOtherWords(address, error)
    })
    if (given.isOn('json')) await terminal.data(JSON.stringify(done))
    for (const line of linesOf(done)) terminal.say(`finetap: ${line}`)
    return done.busy || linesOf(done)[0] === NOTHING ? 3 : 0
  },
}

function optionsOf(given: Given, erasureKey: string | undefined): CompactOptions {
  const compressAfterMs = readDuration('compress-after', given.text('compress-after'))
  const ms = readDuration('keep', given.text('keep'))
  const bytes = readSize('keep-bytes', given.text('keep-bytes'))
  return {
    ...(compressAfterMs === undefined ? {} : { compressAfterMs }),
    ...(erasureKey === undefined ? {} : { erasureKey }),
    retention: { ...(ms === undefined ? {} : { ms }), ...(bytes === undefined ? {} : { bytes }) },
  }
}

const UNITS = new Map([
  ['', 1],
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
])

function readSize(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const [, count, unit = '?'] = /^(\d{1,15})(|KB|MB|GB)$/.exec(text) ?? []
  const factor = UNITS.get(unit)
  if (factor !== undefined) return Number(count) * factor
  throw badUsage(`--${flag} is no size: ${JSON.stringify(text)}`, 'write a number of bytes, or 500MB, 20GB')
}

const NOTHING = 'there was nothing to tidy'

function linesOf(done: Compaction): readonly string[] {
  if (done.busy) return ['another one is tidying this log; nothing was done']
  const { sealed, quarantined, merged, mergedInto, compressed, removed, removedBytes, leftovers } = done
  const lines = [
    [sealed, `${sealed} segments of writers that had died are sealed`],
    [quarantined, `${quarantined} torn ends are in quarantine/`],
    [merged, `${merged} files are merged into ${mergedInto}`],
    [compressed, `${compressed} files are compressed`],
    [removed, `${removed} segments with ${removedBytes} bytes are removed`],
    [leftovers, `${leftovers} leftovers of earlier crashes are gone`],
  ] as const
  const told = lines.filter(([count]) => count > 0).map(([, line]) => line)
  return told.length === 0 ? [NOTHING] : told
}
