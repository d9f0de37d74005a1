import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Example } from '../../src/core/example.ts'
import { drop, keep, type StatelessStep, type Step } from '../../src/core/step.ts'
import { buildDataset, type LineageLine } from '../../src/datasets.ts'
import { filesIn, plain, rowsIn, temporaryFolder } from './support/building.ts'
import { expectedAnswers, moves, playChat } from './support/chat-tree.ts'
import { assistant, chats, generation, second, user } from './support/generations.ts'

const halves = { validation: 0.25, test: 0.25 }

describe('the bytes of a dataset', () => {
  test('are a function of the events and the options, not of the order of the log', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(moves, { minLength: 1, maxLength: 6 }),
        fc.infiniteStream(fc.nat()),
        async (played, order) => {
          const events = played.flatMap((made, index) => {
            return playChat(
              `c${index}`,
              made,
              index % 3 === 0 ? { userId: `u${index}` } : { conversationId: `c${index}` },
            ).generations
          })
          const shuffled = events
            .map((event) => ({ event, rank: order.next().value ?? 0 }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ event }) => structuredClone(event))
          const formats = ['chatml', 'alpaca', 'json', 'csv', 'instruction']
          const [one, two] = [temporaryFolder(), temporaryFolder()]
          await buildDataset({ from: events, to: one, formats, split: halves, allowEmpty: true })
          await buildDataset({ from: shuffled, to: two, formats, split: halves, allowEmpty: true })
          expect(await filesIn(two)).toEqual(await filesIn(one))
        },
      ),
      { numRuns: 12 },
    )
  })

  test('are as the manifest says, and name the version', async () => {
    const to = temporaryFolder()
    const { manifest } = await buildDataset({
      from: chats(40),
      to,
      formats: [plain, 'chatml'],
      split: halves,
      steps: [],
    })
    const files = await filesIn(to)
    expect(manifest.outputs.map(({ file }) => file)).toEqual(
      ['plain', 'chatml'].flatMap((format) =>
        ['train', 'validation', 'test'].map((split) => `${format}/${split}.jsonl`),
      ),
    )
    for (const { file, bytes, sha256, rows } of [...manifest.outputs, { ...manifest.lineage, rows: 40 }]) {
      const text = files[file] ?? ''
      expect(Buffer.byteLength(text)).toBe(bytes)
      expect(createHash('sha256').update(text).digest('hex')).toBe(sha256)
      expect(rowsIn(text)).toHaveLength(rows)
    }
    expect(JSON.parse(files['manifest.json'] ?? '')).toEqual(manifest)
    const again = await buildDataset({
      from: chats(40),
      to,
      formats: [plain, 'chatml'],
      split: halves,
      steps: [],
      name: 'new name',
    })
    expect(again.manifest.version).toBe(manifest.version)
    const grown = await buildDataset({ from: chats(41), to, formats: [plain, 'chatml'], split: halves, steps: [] })
    expect(grown.manifest.version).not.toBe(manifest.version)
  })

  test('are UTF-8 without a byte order mark, with LF', async () => {
    const to = temporaryFolder()
    const request = [user('Grüße\r\nund ein Ende\u2028hier 😀')]
    const calls = [generation({ request, answer: [assistant('Sehr gerne, schönen Tag!')], conversationId: 'c' })]
    await buildDataset({ from: calls, to, formats: ['chatml', 'csv', 'json'], split: {} })
    for (const [file, text] of Object.entries(await filesIn(to))) {
      expect(text).not.toMatch(/[\uFEFF\uFFFD]|\r\n/)
      // CSV has no way to escape a character.
      expect(text.includes('\u2028')).toBe(file.endsWith('.csv'))
      expect(text.endsWith('\n')).toBe(true)
    }
  })
})

describe('the split', () => {
  test('new conversations move none of the old ones', async () => {
    const placesOf = async (count: number) => {
      const to = temporaryFolder()
      await buildDataset({ from: chats(count), to, formats: [plain], split: halves, steps: [] })
      const lines = rowsIn((await filesIn(to))['lineage.jsonl']) as readonly LineageLine[]
      return new Map(lines.map(({ id, split }) => [id, split]))
    }
    const [before, after] = [await placesOf(60), await placesOf(120)]
    expect(before.size).toBe(60)
    for (const [id, split] of before) expect(after.get(id)).toBe(split)
  })

  test('keeps the branches of a conversation together', async () => {
    const events = Array.from({ length: 30 }, (_, index) => index).flatMap((number) => {
      const labels = { conversationId: `c${number}` }
      // No two conversations may be alike, or they would be set aside as near duplicates of held-out ones.
      const own = (what: string) => Array.from({ length: 8 }, (_, place) => `${what}${number * 8 + place}`).join(' ')
      const opening = [user(own('hi')), assistant(own('hello'))]
      const ask = (text: string) => ({
        ...labels,
        request: [...opening, user(own(text))],
        answer: [assistant(own('answer'))],
      })
      return [
        generation({ ...labels, id: `a${number}`, request: opening.slice(0, 1), answer: opening.slice(1) }),
        generation({ ...ask('b'), id: `b${number}`, startedAt: second(1) }),
        generation({ ...ask('c'), id: `c${number}`, startedAt: second(2) }),
      ]
    })
    const to = temporaryFolder()
    const { report } = await buildDataset({ from: events, to, formats: [plain], split: halves, steps: [] })
    expect(report.examples.kept).toBe(60)
    const lines = rowsIn((await filesIn(to))['lineage.jsonl']) as readonly LineageLine[]
    for (let number = 0; number < 30; number += 1) {
      const splits = lines.filter(({ generations }) => generations.includes(`a${number}`)).map(({ split }) => split)
      expect(splits).toEqual([splits[0], splits[0]])
    }
  })

  test('a part without rows has no file, because loaders refuse a dataset with an empty one, and a warning', async () => {
    const to = temporaryFolder()
    const { report, manifest } = await buildDataset({
      from: chats(1),
      to,
      formats: [plain],
      split: { test: 0.001 },
      steps: [],
      redact: false,
    })
    expect(Object.keys(await filesIn(to))).toEqual([
      'lineage.jsonl',
      'manifest.json',
      'plain/train.jsonl',
      'report.json',
      'splits.jsonl',
    ])
    expect(manifest.outputs).toHaveLength(1)
    expect(report.warnings).toEqual([
      expect.objectContaining({ code: 'empty_split', message: expect.stringContaining('The split test is empty') }),
    ])
  })
})

describe('the counts', () => {
  /** Drops and excludes by a hash of the id, so that it is wild and repeatable. */
  const wildStep = (name: string, seed: number): StatelessStep => ({
    name,
    version: 1,
    apply(example) {
      const digits = createHash('sha256').update(`${seed} ${example.id}`).digest()
      const last = example.generationIds.at(-1) ?? ''
      const isNew = example.excluded.every(({ generationId }) => generationId !== last)
      if (digits.readUInt8(0) < 40) return drop(example, 'unlucky')
      if (digits.readUInt8(0) < 60) throw new Error('no luck at all')
      if (digits.readUInt8(1) < 80 && isNew)
        return keep({ ...example, excluded: [...example.excluded, { generationId: last, reason: 'tail' }] })
      return keep({ ...example, flags: [...example.flags, 'seen'] })
    },
  })

  test('add up whatever the steps do, and the lineage finds every kept generation', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(moves, { minLength: 1, maxLength: 8 }), fc.nat(), fc.nat(), async (played, a, b) => {
        const trees = played.map((made, index) => playChat(`c${index}`, made, { conversationId: `c${index}` }))
        const events = trees.flatMap(({ generations }) => generations)
        fc.pre(events.length > 0)
        const batch: Step = { name: 'batch', version: 1, begin: () => wildStep('batch', b).apply }
        const to = temporaryFolder()
        const steps = [wildStep('one', a), batch, wildStep('two', a + b)]
        const { report } = await buildDataset({
          from: [...events, ...events.slice(0, 2)],
          to,
          formats: [plain],
          steps,
          allowEmpty: true,
        })
        const sum = (lines: readonly { readonly count: number }[]) =>
          lines.reduce((total, { count }) => total + count, 0)
        expect(report.generations.read).toBe(events.length + Math.min(2, events.length))
        expect(report.generations.kept + sum(report.generations.dropped)).toBe(report.generations.read)
        expect(report.examples.kept + sum(report.examples.dropped)).toBe(report.examples.folded)
        expect(report.generations.dropped.find(({ reason }) => reason === 'duplicate')?.count).toBe(
          Math.min(2, events.length),
        )
        const lines = rowsIn((await filesIn(to))['lineage.jsonl']) as readonly LineageLine[]
        expect(lines).toHaveLength(report.examples.kept)
        expect(new Set(lines.flatMap(({ generations }) => generations)).size).toBeGreaterThanOrEqual(
          report.generations.kept,
        )
        const answers = trees.flatMap(expectedAnswers)
        expect(report.generations.kept).toBeLessThanOrEqual(answers.length)
      }),
      { numRuns: 40 },
    )
  })

  test('say of each drop the step, the reason, how many, and the oldest ids', async () => {
    const odd: Step = {
      name: 'drop-odd',
      version: 3,
      apply: (example) => (Number(example.conversationId.slice(1)) % 2 === 1 ? drop(example, 'odd') : keep(example)),
    }
    const failed = generation({ id: 'x', status: 'error', request: [user('?')], conversationId: 'x' })
    const { report } = await buildDataset({
      from: [...chats(10), failed],
      to: temporaryFolder(),
      formats: [plain],
      steps: [odd],
    })
    expect(report.generations).toEqual({
      read: 11,
      kept: 5,
      dropped: [
        { step: 'fold', reason: 'error', count: 1, samples: ['x'] },
        { step: 'drop-odd', reason: 'odd', count: 5, samples: ['g00001', 'g00003', 'g00005'] },
      ],
    })
    expect(report.steps).toEqual([
      { name: 'drop-odd', version: 3, in: 10, out: 5, dropped: { odd: 5 }, flagged: {} },
      { name: 'split', version: 3, in: 5, out: 5, dropped: {}, flagged: {} },
    ])
    expect(report.retention).toBe(0.4545)
  })

  test('every row is found by the lineage', async () => {
    const to = temporaryFolder()
    const twice = {
      ...plain,
      name: 'twice',
      rows: (example: Example) => ({ rows: [...plain.rows(example).rows, { second: true }], refused: [] }),
    }
    await buildDataset({ from: chats(20), to, formats: [plain, twice], split: halves, steps: [] })
    const files = await filesIn(to)
    for (const { id, split, rows, generations } of rowsIn(files['lineage.jsonl']) as readonly LineageLine[]) {
      const [first, count] = rows['twice'] ?? [0, 0]
      expect(count).toBe(2)
      expect(rowsIn(files[`twice/${split}.jsonl`])[first - 1]).toMatchObject({ id })
      expect(rowsIn(files[`plain/${split}.jsonl`])[(rows['plain']?.[0] ?? 0) - 1]).toMatchObject({ id })
      expect(generations).toHaveLength(1)
    }
  })

  test('rows that a format refuses are counted, also when it throws', async () => {
    const shy = { ...plain, name: 'shy', rows: () => ({ rows: [], refused: ['too_private'] }) }
    const broken = {
      ...plain,
      name: 'broken',
      rows: () => {
        throw new Error('oh')
      },
    }
    const { report } = await buildDataset({
      from: chats(3),
      to: temporaryFolder(),
      allowEmpty: true,
      formats: [shy, broken],
      split: {},
      steps: [],
      redact: false,
    })
    expect(report.formats.map(({ name, refused }) => [name, refused])).toEqual([
      ['shy', { too_private: 3 }],
      ['broken', { format_failed: 3 }],
    ])
    expect(report.warnings.map(({ code }) => code)).toEqual(['format_failed'])
  })
})

describe('steps', () => {
  test('from the first one that remembers on run in the order of time, whatever the order of the log', async () => {
    const seen: string[] = []
    const watch: Step = {
      name: 'watch',
      version: 1,
      begin: () => (example) => {
        seen.push(example.conversationId)
        return keep(example)
      },
    }
    await buildDataset({ from: chats(30).toReversed(), to: temporaryFolder(), formats: [plain], steps: [watch] })
    expect(seen).toEqual(chats(30).map(({ conversationId }) => conversationId))
  })

  const clumsy: Step = {
    name: 'clumsy',
    version: 1,
    apply(example) {
      if (example.conversationId === 'c3') throw new Error('dropped the ball')
      return keep(example)
    },
  }

  test('that throw drop the example, are counted and told by name', async () => {
    const { report } = await buildDataset({
      from: chats(5),
      to: temporaryFolder(),
      formats: [plain],
      split: {},
      steps: [clumsy],
      redact: false,
    })
    expect(report.examples.dropped).toEqual([
      { step: 'clumsy', reason: 'step_failed', count: 1, samples: [expect.any(String)] },
    ])
    expect(report.warnings).toEqual([
      expect.objectContaining({ code: 'step_failed', message: expect.stringMatching(/clumsy failed on 1 example/) }),
    ])
  })

  test('that throw end the build when asked', async () => {
    const to = `${temporaryFolder()}/made/by/the/build`
    const built = buildDataset({ from: chats(5), to, formats: [plain], steps: [clumsy], onStepError: 'throw' })
    await expect(built).rejects.toMatchObject({ code: 'step_failed', message: expect.stringContaining('clumsy') })
    await expect(filesIn(`${to}/../../..`)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('that lose track of generations have failed', async () => {
    const forgetful: Step = {
      name: 'forgetful',
      version: 1,
      apply: (example) => keep({ ...example, generationIds: [] }),
    }
    const nothing: Step = { name: 'nothing', version: 1, apply: () => undefined as never }
    for (const step of [forgetful, nothing]) {
      const options = { from: chats(2), to: temporaryFolder(), formats: [plain], allowEmpty: true }
      const { report } = await buildDataset({ ...options, steps: [step] })
      expect(report.examples.dropped).toMatchObject([{ step: step.name, reason: 'step_failed', count: 2 }])
    }
  })

  test('that leave nothing make a dataset without rows and a warning, where that is allowed', async () => {
    const none: Step = { name: 'none', version: 1, apply: (example) => drop(example, 'no') }
    const to = temporaryFolder()
    const { report, manifest } = await buildDataset({
      from: chats(2),
      to,
      formats: ['json', 'csv'],
      steps: [none],
      allowEmpty: true,
    })
    expect(Object.keys(await filesIn(to))).toEqual(['lineage.jsonl', 'manifest.json', 'report.json', 'splits.jsonl'])
    expect([manifest.outputs, report.retention]).toEqual([[], 0])
    expect(report.warnings.map(({ code }) => code)).toEqual(['nothing_kept'])
  })
})
