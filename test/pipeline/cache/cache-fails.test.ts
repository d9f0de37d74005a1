import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildDataset } from '../../../src/datasets.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { clearBuildCache, openCacheFolder } from '../../../src/pipeline/cache/cache-folder.ts'
import { temporaryFolder } from '../support/building.ts'
import { chats } from '../support/generations.ts'
import { gathered } from './gathering.ts'
import { growingLog, type GrowingLog } from './growing-log.ts'

type Built = { readonly log: GrowingLog; readonly work: string; readonly cache: string }

/** A log of 20 chats that was built once, and 2 more that came since. */
async function builtOnce(): Promise<Built> {
  const [folder, log] = [temporaryFolder(), growingLog(...chats(20))]
  const [work, cache] = [join(folder, 'work'), join(folder, 'cache')]
  await gathered(log, work, { cache })
  log.events.push(...chats(2, 20))
  log.scannedFrom.length = 0
  return { log, work, cache }
}

/** From where the log was read by a build that has to find what a build without a cache finds. */
async function readFrom({ log, work, cache }: Built, options: Parameters<typeof gathered>[2] = {}): Promise<number> {
  const found = await gathered(log, work, { cache, ...options })
  const last = log.scannedFrom.at(-1)
  expect(found).toEqual(await gathered(log, work, options))
  return last ?? -1
}

function filesOf(cache: string): readonly string[] {
  const folder = readdirSync(cache).find((name) => name.startsWith('build-')) ?? ''
  return readdirSync(join(cache, folder)).map((name) => join(cache, folder, name))
}

describe('a build goes on from what the last one has kept', () => {
  test('when the log has only grown', async () => {
    expect(await readFrom(await builtOnce())).toBe(20)
  })

  test('when nothing came since', async () => {
    const built = await builtOnce()
    built.log.events.length = 20
    expect(await readFrom(built)).toBe(20)
  })
})

describe('a build reads all of the log again', () => {
  test('when a step has other options', async () => {
    expect(await readFrom(await builtOnce(), { recipe: { defaults: { rules: { short: false } } } })).toBe(0)
  })

  test('when consent is required now', async () => {
    expect(await readFrom(await builtOnce(), { consent: 'required' })).toBe(0)
  })

  test('when the log begins otherwise, as behind a retention', async () => {
    const built = await builtOnce()
    built.log.events.splice(0, 3)
    expect(await readFrom(built)).toBe(0)
  })

  test('when somebody wants to be forgotten', async () => {
    const built = await builtOnce()
    const selector = { generationId: 'g00003' }
    built.log.events.push({ v: 1, type: 'erasure', id: 'e', at: '2026-02-01T00:00:00.000Z', selector })
    expect(await readFrom(built)).toBe(0)
  })

  test('when the source refuses to go on', async () => {
    const built = await builtOnce()
    const { scan } = built.log
    const log: GrowingLog = {
      ...built.log,
      async *scan(options = {}) {
        if (options.after !== undefined) throw new Error('no such cursor')
        yield* scan(options)
      },
    }
    expect(await readFrom({ ...built, log })).toBe(0)
  })

  test('when the cache was cleared', async () => {
    const built = await builtOnce()
    clearBuildCache(built.cache)
    expect(readdirSync(built.cache)).toEqual(['.gitignore'])
    expect(await readFrom(built)).toBe(0)
  })
})

/** One file of each kind that holds something. */
function kindsOf(cache: string): readonly string[] {
  const kinds = new Map(filesOf(cache).map((file) => [basename(file).replace(/-\d+$/, ''), file]))
  return [...kinds.values(), join(cache, 'cache.json')].filter((file) => statSync(file).size > 0)
}

test.for(['fold', 'decide', 'write'] as const)(
  'a cache that is cleared in phase %s is of no more use, and no harm',
  async (phase) => {
    const folder = temporaryFolder()
    const [to, cache, log] = [join(folder, 'to'), join(folder, 'cache'), growingLog(...chats(20))]
    await buildDataset({ from: log, to, cache })
    log.events.push(...chats(2, 20))
    let cleared = 0
    const onProgress = (progress: { readonly phase: string }): void => {
      if (progress.phase !== phase || cleared > 0) return
      cleared += 1
      clearBuildCache(cache)
    }
    // In another format rows are made anew, of what the cache holds of their examples.
    for (const formats of [['chatml'], ['json']]) {
      cleared = 0
      const { report, uncached } = await buildDataset({ from: log, to, cache, formats, onProgress })
      expect({ cleared, uncached }).toEqual({ cleared: 1, uncached: 'unwritable' })
      expect(report).toEqual(
        (await buildDataset({ from: log, to: join(folder, `whole-${formats.join()}`), formats })).report,
      )
      expect(await buildDataset({ from: log, to, cache })).not.toHaveProperty('uncached')
    }
  },
)

test('a cache that is damaged anywhere gives the same as none', async () => {
  const built = await builtOnce()
  expect(kindsOf(built.cache).length).toBeGreaterThan(4)
  for (const share of [0, 0.4, 0.9]) {
    for (let index = 0; index < kindsOf(built.cache).length; index += 1) {
      const file = kindsOf(built.cache)[index] ?? ''
      const bytes = readFileSync(file)
      const place = Math.floor(bytes.length * share)
      bytes.writeUInt8(bytes.readUInt8(place) ^ 0x10, place)
      writeFileSync(file, bytes)
      expect(await readFrom(built)).toBe(0)
    }
  }
})

test('a cache that was cut short gives the same as none', async () => {
  const built = await builtOnce()
  for (const file of kindsOf(built.cache)) {
    const inNew = kindsOf(built.cache).find((other) => basename(other) === basename(file)) ?? file
    truncateSync(inNew, statSync(inNew).size - 2)
    expect(await readFrom(built)).toBe(0)
  }
})

test('of two builds at once the second keeps nothing and finds the same', async () => {
  const built = await builtOnce()
  const held = openCacheFolder(built.cache)
  expect(openCacheFolder(built.cache)).toBeUndefined()
  const before = filesOf(built.cache)
  await readFrom(built)
  expect(filesOf(built.cache)).toEqual(before)
  held?.leave()
  expect(await readFrom(built)).toBe(20)
})

test('a build that ends in its middle leaves what was kept before', async () => {
  const built = await builtOnce()
  const before = filesOf(built.cache)
  const onProgress = ({ phase }: { readonly phase: string }): void => {
    if (phase === 'fold') throw new Error('enough')
  }
  await expect(gathered(built.log, built.work, { cache: built.cache, onProgress })).rejects.toThrow('enough')
  expect(filesOf(built.cache)).toEqual(before)
  expect(await readFrom(built)).toBe(20)
})

test('a cache is for its owner alone', async () => {
  const { cache } = await builtOnce()
  expect(statSync(cache).mode & 0o077).toBe(0)
  for (const file of filesOf(cache)) expect(statSync(file).mode & 0o077).toBe(0)
})

test('a folder that holds something else is no cache, and stays as it is', async () => {
  const folder = temporaryFolder()
  const theirs = ['build-tools/deep/tool.js', 'build-6b3f/old.js', 'cache.json']
  for (const file of theirs) {
    mkdirSync(join(folder, dirname(file)), { recursive: true })
    writeFileSync(join(folder, file), '{}')
  }
  const from = join(temporaryFolder(), 'log')
  const store = jsonlStore(from)
  await store.append([...chats(3)])
  await store.close()
  await buildDataset({ from, to: join(temporaryFolder(), 'dataset'), cache: folder })
  clearBuildCache(folder)
  const left = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(left).toHaveLength(theirs.length)
  expect(readFileSync(join(folder, 'cache.json'), 'utf8')).toBe('{}')
})
