import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Corpus } from '../../../src/core/step.ts'
import {
  clustersOf,
  similarityNote,
  type ClusterOptions,
  type Clusters,
} from '../../../src/pipeline/similarity/index.ts'
import { jaccard } from '../../../src/pipeline/similarity/jaccard.ts'
import { shinglesOf } from '../../../src/pipeline/similarity/note.ts'
import { sharedChats } from '../support/shared-data.ts'
import { exampleOf } from '../../../src/testing/index.ts'
import { chatOf, edited, seededRandom, textOfWords, wordSource } from './seeded-texts.ts'

const directory = mkdtempSync(join(tmpdir(), 'finetap-clusters-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function corpusOf(notes: readonly Uint8Array[]): Corpus {
  const own = mkdtempSync(join(directory, 'corpus-'))
  const at = (index: number) => ({ id: String(index), note: notes[index] ?? new Uint8Array(0) })
  return { size: notes.length, at, directory: own, pause: () => undefined }
}

const clustered = (notes: readonly Uint8Array[], options?: ClusterOptions): Promise<Clusters> =>
  clustersOf(corpusOf(notes), options)

const noteOf = (text: string): Uint8Array => similarityNote(exampleOf([text, text]), 'prompt')
const similarity = (one: Uint8Array = noteOf(''), other: Uint8Array = noteOf('')): number =>
  jaccard(shinglesOf(one), shinglesOf(other))

/** Clusters as lists of what stands at their indices. */
function groups<Item>(items: readonly Item[], { clusterOf }: Clusters): Item[][] {
  const found = new Map<number, Item[]>()
  for (const [index, item] of items.entries()) {
    const key = clusterOf(index) === -1 ? -1 - index : clusterOf(index)
    found.set(key, [...(found.get(key) ?? []), item])
  }
  return [...found.values()]
}

describe('20,000 chats with planted copies', () => {
  const planted = new Map<number, number>()
  const notes: Uint8Array[] = []
  let found: Clusters

  beforeAll(async () => {
    const random = seededRandom(42)
    const word = wordSource(random)
    const texts: string[] = []
    for (let number = 0; number < 20_000; number += 1) {
      const source = Math.floor(random() * number)
      const isCopy = number % 10 === 9 && !planted.has(source)
      const words = 8 + Math.floor(random() * 100)
      const text = isCopy ? edited(texts[source] ?? '', 0.08, random) : textOfWords(word, words)
      if (isCopy) planted.set(number, source)
      texts.push(text)
      notes.push(similarityNote(chatOf(number, 'Please write', text), 'conversation'))
    }
    found = await clustered(notes)
  }, 60_000)

  test('at least 97 of 100 copies with a similarity of .82 to .88 are found', () => {
    const alike = [...planted].filter(([copy, source]) => {
      const value = similarity(notes[copy], notes[source])
      return value >= 0.82 && value <= 0.88
    })
    const together = alike.filter(
      ([copy, source]) => found.clusterOf(copy) !== -1 && found.clusterOf(copy) === found.clusterOf(source),
    )
    expect(alike.length).toBeGreaterThan(300)
    expect(together.length / alike.length).toBeGreaterThan(0.97)
  })

  test('nothing is joined that is less alike than the threshold', () => {
    const indices = notes.map((_, index) => index)
    const clusters = groups(indices, found).filter((members) => members.length > 1)
    for (const members of clusters) {
      for (const member of members) {
        const others = members.filter((other) => other !== member)
        expect(Math.max(...others.map((other) => similarity(notes[member], notes[other])))).toBeGreaterThanOrEqual(0.8)
      }
    }
    expect(clusters.length).toBeGreaterThan(500)
  })

  test('each was compared with all that it might be like', () => {
    expect(notes.filter((_, index) => found.isUnsure(index))).toEqual([])
  })

  test('sizes are those of the clusters', () => {
    for (const members of groups([...notes.keys()], found)) {
      const [first = 0] = members
      expect(found.sizeOf(found.clusterOf(first))).toBe(members.length === 1 ? 0 : members.length)
    }
  })
})

test('what two short texts share of their words is never missed', async () => {
  const word = fc.constantFrom('ja', 'nein', 'a', 'b', 'c', 'd')
  const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '))
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 2, maxLength: 12 }), async (texts) => {
      const notes = texts.map(noteOf)
      const { clusterOf } = await clustered(notes, { threshold: 0.7 })
      const missed = notes.flatMap((note, one) =>
        notes
          .map((_, other) => other)
          .filter((other) => one !== other && similarity(note, notes[other]) >= 0.7)
          .filter((other) => clusterOf(one) !== clusterOf(other)),
      )
      expect(missed).toEqual([])
    }),
    { numRuns: 100 },
  )
})

test('a text that is just long enough for a signature meets one that is just too short', async () => {
  const word = wordSource(seededRandom(11))
  const short = Array.from({ length: 40 }, () => textOfWords(word, 33))
  const texts = short.flatMap((text) => [text, `${text} ${textOfWords(word, 6)}`])
  const { clusterOf } = await clustered(texts.map(noteOf))
  for (let index = 0; index < texts.length; index += 2) expect(clusterOf(index + 1)).toBe(index)
})

test('a greeting that opens each chat keeps no two from being compared', async () => {
  const word = wordSource(seededRandom(12))
  const own = Array.from({ length: 1000 }, () => textOfWords(word, 16))
  const texts = [...own, ...own.slice(0, 50)].map(
    (text) => `Hello there, I hope you are well, can you help me? ${text}`,
  )
  const { clusterOf, isUnsure } = await clustered(texts.map(noteOf))
  expect(texts.filter((_, index) => isUnsure(index))).toEqual([])
  for (let copy = 0; copy < 50; copy += 1) expect(clusterOf(own.length + copy)).toBe(copy)
})

test('notes may lie anywhere in a buffer that is used again', async () => {
  const notes = ['One text of several words', 'one text of several words!', 'Another text of several words'].map(noteOf)
  const pool = Buffer.alloc(1024)
  const at = (index: number) => {
    const note = notes[index] ?? new Uint8Array(0)
    pool.fill(0)
    pool.set(note, 3)
    return { id: String(index), note: pool.subarray(3, 3 + note.length) }
  }
  const { clusterOf } = await clustersOf({ ...corpusOf(notes), at })
  expect(notes.map((_, index) => clusterOf(index))).toEqual([0, 0, -1])
})

test('the order in which examples come makes no difference', async () => {
  const random = seededRandom(3)
  const word = wordSource(random)
  const texts = Array.from({ length: 4 }, () => textOfWords(word, 90))
  for (let copy = 0; copy < 20; copy += 1) texts.push(edited(texts[copy] ?? '', 0.1, random))
  const named = texts.map((text, name) => ({ name, note: noteOf(text) }))
  const asNames = (items: typeof named, clusters: Clusters): string[] =>
    groups(items, clusters)
      .map((group) =>
        group
          .map(({ name }) => String(name))
          .sort()
          .join(' '),
      )
      .sort()
  const expected = asNames(named, await clustered(named.map(({ note }) => note)))
  expect(expected.length).toBeLessThan(20)
  const orders = fc.shuffledSubarray(named, { minLength: named.length })
  await fc.assert(
    fc.asyncProperty(orders, async (items) => {
      expect(asNames(items, await clustered(items.map(({ note }) => note)))).toEqual(expected)
    }),
    { numRuns: 100 },
  )
})

test('a template that makes thousands alike is told, not compared for ever', async () => {
  const random = seededRandom(9)
  const word = wordSource(random)
  const template = textOfWords(word, 80)
  const notes = Array.from({ length: 3000 }, () => noteOf(`${template} ${textOfWords(word, 24)}`))
  let reads = 0
  const corpus = corpusOf(notes)
  const counting = { ...corpus, at: (index: number) => ((reads += 1), corpus.at(index)) }
  const { clusterOf, isUnsure } = await clustersOf(counting)
  expect(notes.filter((_, index) => clusterOf(index) !== -1)).toEqual([])
  expect(notes.filter((_, index) => isUnsure(index)).length).toBeGreaterThan(100)
  expect(reads).toBeLessThan(notes.length * 40)
  expect(readdirSync(corpus.directory).length).toBeLessThan(40)
})

describe.for([
  ['arena-hard', 10, 12],
  ['oasst-en100-paths', 45, 55],
  ['fastchat-dummy', 30, 40],
  ['tm4-coffee', 3, 3],
] as const)('the conversations of %s', ([file, least, most]) => {
  const chats = sharedChats(file)
  const why = chats === undefined ? ' (skipped: ../shared/data is not there)' : ''

  test.skipIf(chats === undefined)(`have ${least} to ${most} near copies${why}`, async () => {
    const examples = (chats ?? []).map(({ messages }) => exampleOf(messages))
    const clusters = await clustered(examples.map((example) => similarityNote(example, 'conversation')))
    const copies = examples.length - groups(examples, clusters).length
    expect(copies).toBeGreaterThanOrEqual(least)
    expect(copies).toBeLessThanOrEqual(most)
  })
})
