import { existsSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import type { Generation } from '../src/core/generation.ts'
import { keep, type Step } from '../src/core/step.ts'
import {
  buildDataset,
  defaultSteps,
  exportDataset,
  formatNames,
  type BuildOptions,
  type LogSource,
} from '../src/datasets.ts'
import { jsonlStore } from '../src/storage/jsonl/index.ts'
import { memoryStore } from '../src/storage/memory.ts'
import { filesIn, plain, temporaryFolder } from './pipeline/support/building.ts'
import { assistant, chats, generation, second, system, user } from './pipeline/support/generations.ts'

/** A log that must not be touched. */
const untouchable: LogSource = {
  read() {
    throw new Error('the log was read')
  },
}

async function filesFrom(from: LogSource): Promise<Record<string, string>> {
  const to = temporaryFolder()
  await buildDataset({ from, to, formats: formatNames })
  return filesIn(to)
}

test('a directory, a store and events give the same dataset', async () => {
  const events = chats(40)
  const directory = join(temporaryFolder(), 'log')
  const written = jsonlStore(directory)
  await written.append(events)
  await written.close()
  const store = memoryStore()
  await store.append(events)
  const expected = await filesFrom(events)
  expect(Object.keys(expected)).toContain('alpaca/train.jsonl')
  for (const from of [directory, store, Readable.from(events)]) expect(await filesFrom(from)).toEqual(expected)
})

test('the formats are the five of the names, and chatml unless others are asked for', async () => {
  expect(formatNames.toSorted()).toEqual(['alpaca', 'chatml', 'csv', 'instruction', 'json'])
  const { manifest } = await buildDataset({ from: chats(40), to: temporaryFolder() })
  expect(new Set(manifest.outputs.map(({ format }) => format))).toEqual(new Set(['chatml']))
  expect(manifest.config).toMatchObject({ split: { validation: 0.05, test: 0.05 }, salt: 'finetap' })
  expect(manifest.config.steps).toEqual(defaultSteps().map(({ name, version }) => ({ name, version })))
})

describe('personal data', () => {
  const mail: Generation = generation({
    conversationId: 'c',
    startedAt: second(0),
    request: [system('You help.'), user('Please write to mia@example.com about my order.')],
    answer: [assistant('I wrote to mia@example.com just now, all is well.')],
  })

  test('is masked by default, and stays when asked', async () => {
    const [masked, open] = [temporaryFolder(), temporaryFolder()]
    const { report } = await buildDataset({ from: [mail], to: masked, split: {} })
    await buildDataset({ from: [mail], to: open, split: {}, redact: false })
    expect(Object.values(await filesIn(masked)).join()).not.toContain('mia@example.com')
    expect(report.redactions).toEqual({ email: 2 })
    expect((await filesIn(open))['chatml/train.jsonl']).toContain('mia@example.com')
  })

  test('cannot slip through because redact meets steps of one’s own', async () => {
    const built = buildDataset({ from: untouchable, to: temporaryFolder(), steps: [], redact: {} })
    await expect(built).rejects.toMatchObject({
      code: 'bad_option',
      message: expect.stringContaining('steps and redact'),
    })
  })
})

describe('what cannot be built is refused before anything is read or written', () => {
  const step: Step = { name: 'twice', version: 1, apply: keep }
  const refused: readonly [string, Partial<BuildOptions>, string, string][] = [
    ['an unknown format', { formats: ['chatlm'] }, 'unknown_format', 'did you mean "chatml"'],
    ['no format', { formats: [] }, 'bad_option', 'formats is empty'],
    ['a format twice', { formats: ['json', 'json'] }, 'bad_option', 'The format json is there twice'],
    ['a format whose name leads elsewhere', { formats: [{ ...plain, name: '../x' }] }, 'bad_option', 'kebab case'],
    ['a step twice', { steps: [step, step] }, 'bad_option', 'The step twice is there twice'],
    ['shares of more than everything', { split: { test: 0.6, validation: 0.6 } }, 'bad_option', 'nothing for training'],
    ['no place', { to: '' }, 'bad_option', 'to names no place'],
  ]
  test.for(refused)('%s', async ([, options, code, message]) => {
    const to = join(temporaryFolder(), 'new')
    const built = buildDataset({ from: untouchable, to, ...options })
    await expect(built).rejects.toMatchObject({ name: 'FinetapError', code, message: expect.stringContaining(message) })
    expect(existsSync(to)).toBe(false)
  })

  test('an unknown format of an export', async () => {
    const exported = exportDataset({ from: untouchable, to: join(temporaryFolder(), 'x'), format: 'cvs' })
    await expect(exported).rejects.toMatchObject({ code: 'unknown_format' })
  })
})

describe('a log without model calls', () => {
  const to = () => join(temporaryFolder(), 'new')

  test('says how to get some', async () => {
    const gap = { v: 1, type: 'gap', id: 'x', at: second(0), since: second(0), dropped: { full: 3 } } as const
    for (const [events, what] of [
      [[], 'The log is empty'],
      [[gap], 'The log holds 1 event, but no model call'],
    ] as const) {
      const there = to()
      const built = buildDataset({ from: events, to: there })
      await expect(built).rejects.toMatchObject({
        code: 'log_empty',
        message: expect.stringMatching(new RegExp(`^${what}.*Fix: wrap a model first`)),
      })
      expect(existsSync(there)).toBe(false)
      await expect(exportDataset({ from: events, to: there })).rejects.toMatchObject({ code: 'log_empty' })
      expect(existsSync(there)).toBe(false)
    }
  })

  test('that is a dataset is told to be none', async () => {
    const dataset = temporaryFolder()
    const request = [user('How do I store coffee beans?')]
    const one = generation({ conversationId: 'c', startedAt: second(0), request, answer: [assistant('In the dark.')] })
    await buildDataset({ from: [one], to: dataset })
    const built = buildDataset({ from: dataset, to: to() })
    await expect(built).rejects.toMatchObject({
      code: 'log_empty',
      message: expect.stringMatching(
        /not_an_event\. Fix: name the log that finetap records into: this holds other lines/,
      ),
    })
  })

  test('that holds nothing to read says so, and where', async () => {
    const log = temporaryFolder()
    await writeFile(join(log, 'a.jsonl'), 'hello\nworld\n')
    await expect(buildDataset({ from: log, to: to() })).rejects.toMatchObject({
      code: 'log_empty',
      message: expect.stringMatching(
        /^The log holds no event; 2 pieces .*, the first at a\.jsonl line 1 byte 0: not_json\. Fix: name the log.*or mend these lines/,
      ),
    })
  })

  test('that is not there is missing, and stays so', async () => {
    const folder = temporaryFolder()
    await expect(buildDataset({ from: join(folder, 'log'), to: join(folder, 'set') })).rejects.toMatchObject({
      code: 'log_missing',
    })
    expect(await readdir(folder)).toEqual([])
    await mkdir(join(folder, 'log'))
    await expect(buildDataset({ from: join(folder, 'log'), to: join(folder, 'set') })).rejects.toMatchObject({
      code: 'log_empty',
    })
  })
})

test('damaged pieces and gaps of a log are counted and told', async () => {
  const gap = {
    v: 1,
    type: 'gap',
    id: 'x',
    at: second(0),
    since: second(0),
    dropped: { full: 3, oversize: 2 },
  } as const
  const source: LogSource = {
    async *read(range) {
      range?.onDamage?.({ reason: 'torn', place: 'a.jsonl', line: 3 })
      range?.onDamage?.({ reason: 'newer_version', place: '/home/logs/a.jsonl', offset: 4 })
      yield gap
      yield* chats(3)
    },
  }
  const { report } = await buildDataset({ from: source, to: temporaryFolder(), split: {} })
  expect(report.events).toEqual({
    read: 4,
    byType: { gap: 1, generation: 3 },
    damaged: { newer_version: 1, torn: 1 },
    missed: { full: 3, oversize: 2 },
    feedback: {},
  })
  expect(report.warnings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'damaged_log: 2 pieces of the log could not be read: newer_version 1, torn 1 (a.jsonl byte 4; a.jsonl line 3)',
    'missed_generations: The recorder let go of 5 generations: full 3, oversize 2',
  ])
})

test('a dataset is never built into the log that it is built from', async () => {
  const folder = './never-written/log'
  await expect(buildDataset({ from: folder, to: './never-written/../never-written/log' })).rejects.toThrow(
    /to is .*log, and the log .*lies there: rows within a log.*Fix: write somewhere else/,
  )
})

test('an export never overwrites a segment of the log that it reads', async () => {
  const from = temporaryFolder()
  const store = jsonlStore(from)
  await store.append(chats(3))
  const segment = (await readdir(from)).find((name) => name.endsWith('.jsonl')) ?? ''
  await expect(exportDataset({ from, to: join(from, segment) })).rejects.toMatchObject({ code: 'bad_option' })
  expect(await Array.fromAsync(store.read())).toHaveLength(3)
  await store.close()
})

test('a user who is large before the cap and small behind it is no large group', async () => {
  const from = Array.from({ length: 260 }, (_, index) =>
    generation({
      id: `g${index}`,
      conversationId: `c${index}`,
      userId: index < 100 ? 'busy' : `u${index}`,
      request: [user(`What is ${index} and ${index * 7919}?`)],
      answer: [assistant(`It is ${index * 104_729}, of that I am ${index * 31} times sure.`)],
    }),
  )
  const codes = async (rules: BuildOptions['rules']) => {
    const { report } = await buildDataset({
      from,
      to: temporaryFolder(),
      split: {},
      rules: { nearDuplicates: false, ...rules },
    })
    return report.warnings.map(({ code }) => code)
  }
  expect(await codes({})).toEqual(['large_group'])
  expect(await codes({ userCap: { rows: 5 } })).toEqual([])
  expect(await codes({ userCap: { rows: 50 } })).toEqual(['large_group'])
})

test('why nothing is kept for the next build is said, and only where it was asked for', async () => {
  const log = join(temporaryFolder(), 'log')
  const store = jsonlStore(log)
  await store.append(chats(3))
  await store.close()
  const options = { from: log, to: temporaryFolder(), cache: join(temporaryFolder(), 'cache') }
  expect(await buildDataset(options)).not.toHaveProperty('uncached')
  expect(await buildDataset({ ...options, steps: [] })).toMatchObject({ uncached: 'own_steps' })
  expect(await buildDataset({ ...options, from: chats(3) })).toMatchObject({ uncached: 'source' })
  expect(await buildDataset({ ...options, steps: [], cache: false })).not.toHaveProperty('uncached')
})
