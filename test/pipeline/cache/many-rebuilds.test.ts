import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Generation } from '../../../src/core/generation.ts'
import { buildDataset } from '../../../src/datasets.ts'
import { filesIn, temporaryFolder } from '../support/building.ts'
import { chats } from '../support/generations.ts'
import { gathered } from './gathering.ts'
import { growingLog } from './growing-log.ts'

function filesOf(cache: string): readonly string[] {
  const folder = readdirSync(cache).find((name) => name.startsWith('build-')) ?? ''
  return readdirSync(join(cache, folder))
}

/** The last answer of a chat anew, as when a user asks for another one. */
function again(generation: Generation, build: number): Generation {
  const at = `2026-03-01T00:${String(build).padStart(2, '0')}:00.000Z`
  return { ...generation, id: `again-${build}`, startedAt: at }
}

test('each of many rebuilds finds what a build of the whole log finds, and the cache stays a few files', async () => {
  const folder = temporaryFolder()
  const [work, cache] = [join(folder, 'work'), join(folder, 'cache')]
  const first = chats(30)
  const log = growingLog(...first)
  const [most, resumedAt]: [{ pieces: number }, number[]] = [{ pieces: 0 }, []]
  for (let build = 0; build < 14; build += 1) {
    const found = await gathered(log, work, { cache })
    resumedAt.push(log.scannedFrom.at(-1) ?? 0)
    expect(found).toEqual(await gathered(log, work))
    const pieces = filesOf(cache).filter((name) => name.startsWith('pieces-')).length
    most.pieces = Math.max(most.pieces, pieces)
    // One chat that is there already, whose earlier result no longer holds, and one that is new.
    const known = first[build % 3]
    if (known !== undefined) log.events.push(again(known, build), ...chats(1, 100 + build))
  }
  expect(resumedAt.filter((from) => from === 0)).toHaveLength(1)
  expect(most.pieces).toBeGreaterThan(4)
  expect(most.pieces).toBeLessThan(10)
})

const OPEN_FILES = '/proc/self/fd'

/** Where a link leads to; also to a file that was removed. */
function linkAt(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

test.runIf(existsSync(OPEN_FILES))('no rebuild leaves a file open', async () => {
  const folder = temporaryFolder()
  const [to, cache] = [join(folder, 'to'), join(folder, 'cache')]
  const log = growingLog(...chats(30))
  for (let build = 0; build < 4; build += 1) {
    await buildDataset({ from: log, to, cache })
    log.events.push(...chats(2, 100 + 2 * build))
  }
  const open = readdirSync(OPEN_FILES).map((name) => linkAt(join(OPEN_FILES, name)))
  expect(open.filter((path) => path.startsWith(folder))).toEqual([])
})

test('a rebuild writes down only what is new', async () => {
  const folder = temporaryFolder()
  const [to, whole, cache] = [join(folder, 'dataset'), join(folder, 'whole'), join(folder, 'cache')]
  const log = growingLog(...chats(40))
  const options = { threads: 1, rules: { nearDuplicates: false, exactDuplicates: false } } as const
  await buildDataset({ ...options, from: log, to, cache })
  await buildDataset({ ...options, from: log, to: whole })
  const before = filesOf(cache)
  log.events.push(...chats(2, 40))
  await buildDataset({ ...options, from: log, to, cache })
  await buildDataset({ ...options, from: log, to: whole })
  expect(await filesIn(to)).toEqual(await filesIn(whole))
  expect(filesOf(cache).filter((name) => !before.includes(name))).toEqual(['pieces-1', 'rows-1', 'spool-1'])
  await buildDataset({ ...options, from: log, to, cache })
  expect(filesOf(cache)).toHaveLength(before.length + 3)
})
