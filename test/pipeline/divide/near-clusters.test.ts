import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { CorpusStep, Step } from '../../../src/core/step.ts'
import { buildDataset } from '../../../src/datasets.ts'
import { dedupeExact, dedupeNear } from '../../../src/pipeline/steps/index.ts'
import { filesIn, plain, temporaryFolder } from '../support/building.ts'
import { assistant, generation, user } from '../support/generations.ts'

const PAIRS = 24

// Two questions about one long document: nearly the same to the split, and yet two examples to learn from.
const from = Array.from({ length: 2 * PAIRS }, (_, index) => {
  const document = `${Array.from({ length: 80 }, (__, word) => `word${Math.floor(index / 2)}of${word}`).join(' ')}.`
  const answer = index % 2 === 0 ? 'It tells of bees, and of how they dance.' : 'Nothing is said about any price there.'
  return generation({
    id: `g${index}`,
    conversationId: `c${index}`,
    request: [user(document)],
    answer: [assistant(answer)],
  })
})

/** Which documents stand in each split. */
async function documentsIn(steps: readonly Step[]): Promise<readonly ReadonlySet<string>[]> {
  const to = temporaryFolder()
  await buildDataset({ from, to, steps, formats: [plain], split: { test: 0.4, validation: 0 } })
  const files = await filesIn(join(to, 'plain'))
  return Object.values(files).map((text) => new Set(text.match(/word\d+of0/g)))
}

const keepAll: CorpusStep = {
  name: 'keep-all',
  version: 1,
  note: () => new Uint8Array(),
  decide: () => () => undefined,
}
const passing: Step = { name: 'passing', version: 1, apply: (example) => ({ kind: 'keep', example }) }

test.for<[string, readonly Step[]]>([
  ['no step looks for them', []],
  ['a step finds them', [dedupeExact(), dedupeNear()]],
  ['a step finds them before others', [dedupeNear(), keepAll, dedupeExact()]],
  ['a step finds other ones', [dedupeNear({ threshold: 0.95 })]],
  ['a step finds them, but its examples are changed later', [dedupeNear(), passing]],
])('near duplicates that are kept never stand in two splits: %s', async ([, steps]) => {
  const [one = new Set(), other = new Set()] = await documentsIn(steps)
  expect(one.size).toBeGreaterThan(1)
  expect(other.size).toBeGreaterThan(1)
  expect([...one].filter((document) => other.has(document))).toEqual([])
})

test('a step that says it finds what is alike has to tell', async () => {
  const silent: CorpusStep = { ...keepAll, findsAlike: true }
  await expect(documentsIn([silent])).rejects.toThrow(/gave no clusterOf/)
})

test.for([undefined, Number.NaN, -2, 1.5, 'x'])('and %j is no cluster', async (cluster) => {
  const verdicts = Object.assign(() => undefined, {
    clusterOf: (): number => JSON.parse(JSON.stringify({ cluster })).cluster,
  })
  const odd: CorpusStep = { ...keepAll, findsAlike: true, decide: () => verdicts }
  await expect(documentsIn([odd])).rejects.toMatchObject({ code: 'step_failed' })
})

test('a step that throws over a cluster is named', async () => {
  const clusterOf = (): never => {
    throw new Error('no')
  }
  const odd: CorpusStep = { ...keepAll, findsAlike: true, decide: () => Object.assign(() => undefined, { clusterOf }) }
  await expect(documentsIn([odd])).rejects.toMatchObject({
    code: 'step_failed',
    message: expect.stringContaining('keep-all names no cluster'),
  })
})
