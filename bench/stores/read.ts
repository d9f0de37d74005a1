import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Generation } from '../../src/core/generation.ts'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import type { Part } from '../support/part.ts'
import { decimal, spread, whole, type Row } from '../support/table.ts'
import { measureRates, type RateContestant } from './rates.ts'
import { startShard, type Shard } from './shard.ts'
import { countByChecking, countBySplitting } from './split.ts'
import { conversation, singleTurns } from './turns.ts'

const MEGABYTES = 110
/** As many files as a log of 7 GB has: of few, chance gives one of two shards much more than the other. */
const SEGMENT_BYTES = 1_024 * 1_024
const ROUNDS = 4

/** Gives what is appended at once. */
const LOGS: Readonly<Record<string, () => () => readonly Generation[]>> = {
  'turns of 2 KB': () => batchesOf(singleTurns(1_600)),
  'turns of 2 KB, 東京': () => batchesOf(singleTurns(1_600, 'wide')),
  'conversations of 20 turns': () => () => conversation(20, 1_600),
}

/** How fast a log is read back. */
export const read: Part = {
  name: 'read',
  title: `Reading a log of ${MEGABYTES} MB`,
  head: ['log of', '', 'MB/s', 'of readline', 'of split', 'of one worker'],
  note: `MB of the files, not of the records that come of them. readline and split (1 MiB at once, cut at the byte 0x0a) hand each
line to \`JSON.parse\`: no checksums, no histories made whole. "split, checksums" computes a CRC32 of each line too: what a
log that checks its lines can reach at most. finetap: \`read\` as it comes, which does both. Workers are
threads that count what there is, as one, and as two that share the segments (finetap: shards of a \`scan\`); they are started before. Shares of readline within the
same round, the others of medians.`,
  jobs: () => Object.keys(LOGS).map((title) => ({ part: 'read', case: title })),
  async run({ job, folder }) {
    const title = job.case ?? ''
    const dir = join(folder, 'log')
    const { events, megabytes } = await fill(dir, title)
    const expect = (seen: number): void => {
      if (seen !== events) throw new Error(`${seen} of ${events} were read`)
    }
    const files = (await readdir(dir)).filter((name) => name.endsWith('.jsonl')).map((name) => join(dir, name))
    const ours = await startTeams((shard) => startShard({ reader: 'finetap', dir, files, shard }))
    const limit = await startTeams((shard) => startShard({ reader: 'split', dir, files, shard }))
    const rates = await measureRates(
      [
        counted('readline', expect, () => withReadline(files)),
        counted('split', expect, () => countBySplitting(files)),
        counted('split, checksums', expect, () => countByChecking(files)),
        counted('finetap', expect, () => withFinetap(dir)),
        counted('split, one worker', expect, () => countAll(limit.alone)),
        counted('split, two workers', expect, () => countAll(limit.pair)),
        counted('finetap, one worker', expect, () => countAll(ours.alone)),
        counted('finetap, two workers', expect, () => countAll(ours.pair)),
      ],
      { units: megabytes, rounds: ROUNDS, warmUps: 1 },
    )
    await Promise.all([ours, limit].flatMap(({ alone, pair }) => [...alone, ...pair]).map(({ stop }) => stop()))
    const middle = (name: string): number => rates.get(name)?.perSecond.median ?? Number.NaN
    return [...rates].map(
      (
        [
          name,
          {
            perSecond: { median },
            ofFirst,
          },
        ],
        index,
      ): Row => {
        const one = `${name.split(',')[0]}, one worker`
        const ofOne = name.includes('worker') ? decimal(median / middle(one)) : '-'
        const ofSplit = decimal(median / middle('split'))
        return [index === 0 ? title : '', name, whole(median), spread(ofFirst), ofSplit, ofOne]
      },
    )
  },
}

type Teams = { readonly alone: readonly Shard[]; readonly pair: readonly Shard[] }

async function startTeams(start: (shard: { index: number; count: number }) => Promise<Shard>): Promise<Teams> {
  const alone = [await start({ index: 0, count: 1 })]
  return { alone, pair: await Promise.all([0, 1].map((index) => start({ index, count: 2 }))) }
}

function batchesOf(next: () => Generation): () => readonly Generation[] {
  return () => Array.from({ length: 64 }, next)
}

function counted(name: string, expect: (seen: number) => void, count: () => Promise<number>): RateContestant {
  return { name, prepare: () => async () => expect(await count()) }
}

async function fill(dir: string, title: string): Promise<{ events: number; megabytes: number }> {
  const next = LOGS[title]?.()
  if (next === undefined) throw new Error(`there is no log ${title}`)
  const store = jsonlStore(dir, { segmentBytes: SEGMENT_BYTES })
  let [events, megabytes] = [0, 0]
  while (megabytes < MEGABYTES) {
    for (let batch = 0; batch < 50; batch += 1) {
      const turns = next()
      await store.append(turns)
      events += turns.length
    }
    megabytes = await megabytesIn(dir)
  }
  await store.close()
  return { events, megabytes }
}

async function megabytesIn(dir: string): Promise<number> {
  // A segment that is sealed meanwhile has another name: it is counted the next time.
  const sizeOf = (name: string) =>
    stat(join(dir, name)).then(
      ({ size }) => size,
      () => 0,
    )
  const sizes = await Promise.all((await readdir(dir)).map(sizeOf))
  return sizes.reduce((sum, size) => sum + size, 0) / 1e6
}

async function withReadline(files: readonly string[]): Promise<number> {
  let seen = 0
  for (const file of files) {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      JSON.parse(line)
      seen += 1
    }
  }
  return seen
}

async function withFinetap(dir: string): Promise<number> {
  let seen = 0
  for await (const _ of jsonlStore(dir).read()) seen += 1
  return seen
}

async function countAll(shards: readonly Shard[]): Promise<number> {
  const counts = await Promise.all(shards.map(({ count }) => count()))
  return counts.reduce((sum, count) => sum + count, 0)
}
