import { describe, expect, test } from 'vitest'
import type { Example } from '../../../src/core/example.ts'
import { drop, keep, type Corpus, type Step } from '../../../src/core/step.ts'
import { buildDataset } from '../../../src/datasets.ts'
import { filesIn, plain, rowsIn, temporaryFolder } from '../support/building.ts'
import { assistant, generation, second, user } from '../support/generations.ts'

function* chats(count: number) {
  for (let index = 0; index < count; index += 1) {
    const id = `g${String(index).padStart(3, '0')}`
    const request = [user(`question ${index}`)]
    yield generation({ id, conversationId: `c${index}`, startedAt: second(index), request, answer: [assistant('yes')] })
  }
}

const numberOf = ({ messages }: Example): number => {
  const [part] = messages[0]?.message.parts ?? []
  return part?.type === 'text' ? Number(part.text.replace('question ', '').replace(/ .*/, '')) : Number.NaN
}

const bytes = (example: Example): Uint8Array => Uint8Array.of(numberOf(example))

/** Drops all but the last examples. */
const lastOnes = (count: number): Step => ({
  name: 'last-ones',
  version: 1,
  note: bytes,
  decide:
    ({ size }) =>
    (index) =>
      index < size - count ? { kind: 'drop', reason: 'early' } : undefined,
})

const tag = (name: string): Step => ({
  name,
  version: 1,
  apply: (example) => keep({ ...example, flags: [...example.flags, name.replaceAll('-', '_')] }),
})

const build = async (steps: readonly Step[], from: Iterable<ReturnType<typeof generation>> = chats(10)) => {
  const to = temporaryFolder()
  const flags = {
    ...plain,
    rows: (example: Example) => ({ rows: [{ n: numberOf(example), flags: example.flags }], refused: [] }),
  }
  const split = { validation: 0, test: 0.4 }
  const { report } = await buildDataset({ from, to, formats: [flags], steps, split })
  const files = await filesIn(to)
  const rows = (name: string) => rowsIn(files[`plain/${name}.jsonl`])
  return { report, train: rows('train'), test: rows('test'), all: [...rows('train'), ...rows('test')] }
}

describe('a step that decides over all examples', () => {
  test('sees them in order of time, whatever the order of the log', async () => {
    const seen: number[][] = []
    const look: Step = {
      name: 'look',
      version: 1,
      note: bytes,
      decide(corpus: Corpus) {
        seen.push(Array.from({ length: corpus.size }, (_, index) => corpus.at(index).note[0] ?? -1))
        return () => undefined
      },
    }
    await build([look])
    await build([look], [...chats(10)].toReversed())
    expect(seen).toEqual([
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    ])
  })

  test('drops with a reason and flags, and the next one sees what is left', async () => {
    const sizes: number[] = []
    const flagFirst: Step = {
      name: 'flag-first',
      version: 1,
      note: () => new Uint8Array(),
      decide: ({ size }) => {
        sizes.push(size)
        return (index) => (index === 0 ? { kind: 'flag', flag: 'first' } : undefined)
      },
    }
    const { all, report } = await build([lastOnes(3), flagFirst])
    expect(sizes).toEqual([3])
    expect(all).toContainEqual({ n: 7, flags: ['first'] })
    expect(all).toHaveLength(3)
    expect(report.steps[0]).toMatchObject({ in: 10, out: 3, dropped: { early: 7 } })
    expect(report.steps[1]).toMatchObject({ in: 3, out: 3, flagged: { first: 1 } })
    expect(report.generations.dropped).toMatchObject([{ step: 'last-ones', reason: 'early', count: 7 }])
  })

  test('stands among steps of other kinds, which run in the order given', async () => {
    const counting: Step = {
      name: 'counting',
      version: 1,
      begin() {
        let count = 0
        return (example) => keep({ ...example, flags: [...example.flags, `no_${(count += 1)}`] })
      },
    }
    const { all } = await build([tag('one'), lastOnes(2), tag('two'), counting, tag('three')])
    expect(all).toContainEqual({ n: 8, flags: ['one', 'two', 'no_1', 'three'] })
    expect(all).toContainEqual({ n: 9, flags: ['one', 'two', 'no_2', 'three'] })
  })

  test('that throws ends the build and names itself; one whose note throws drops the example', async () => {
    const broken: Step = {
      name: 'broken',
      version: 1,
      note: () => new Uint8Array(),
      decide() {
        throw new Error('no memory')
      },
    }
    await expect(build([broken])).rejects.toMatchObject({
      code: 'step_failed',
      message: expect.stringContaining('broken'),
    })
    const choosy: Step = {
      name: 'choosy',
      version: 1,
      decide: () => () => undefined,
      note(example: Example) {
        if (numberOf(example) === 4) throw new RangeError('four')
        return new Uint8Array()
      },
    }
    const { report } = await build([choosy])
    expect(report.steps[0]).toMatchObject({ in: 10, out: 9, dropped: { step_failed: 1 } })
    expect(report.warnings).toContainEqual(expect.objectContaining({ code: 'step_failed' }))
  })
})

describe('a step for training rows', () => {
  test('leaves held-out rows as they are, and runs behind the others', async () => {
    const untouched = await build([])
    const {
      train,
      test: held,
      report,
    } = await build([{ ...tag('trained'), scope: 'train' }, { ...lastOnes(2), scope: 'train' }, tag('all')])
    expect(held).toEqual(untouched.test.map((row) => ({ ...(row as object), flags: ['all'] })))
    expect(held.length).toBeGreaterThan(0)
    expect(train).toEqual(untouched.train.slice(-2).map((row) => ({ ...(row as object), flags: ['all', 'trained'] })))
    expect(report.steps.map(({ name }) => name)).toEqual(['all', 'split', 'trained', 'last-ones'])
  })
})

test('what a step drops by its split is counted too', async () => {
  const dropAll: Step = { name: 'drop-all', version: 1, scope: 'train', apply: (example) => drop(example, 'gone') }
  const { train, report } = await build([dropAll])
  expect(train).toEqual([])
  expect(report.warnings).toContainEqual(expect.objectContaining({ code: 'empty_split' }))
})
