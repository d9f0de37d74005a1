import { closeSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { clustersOf } from '../../src/pipeline/similarity/index.ts'
import { similarityNote } from '../../src/pipeline/similarity/note.ts'
import type { Part } from '../support/part.ts'
import { decimal, whole, type Row } from '../support/table.ts'
import { documents } from './documents.ts'

const SIZES = [10_000, 100_000, 1_000_000]

/** How many documents are compared in a second, and what it takes of memory. */
export const near: Part = {
  name: 'near',
  title: 'Near duplicates, documents of 1 KB',
  head: [
    'documents',
    'notes/s',
    'compared/s',
    'both/s',
    'of JSON.parse',
    'memory, MB',
    'bytes a document',
    'found',
    'false',
  ],
  note: `A tenth of the documents are copies in which a run of words was written anew. Notes: texts to sorted hashes of
five-word runs, by processor time. Compared: signatures, keys on disk, exact comparison of the candidates. Of JSON.parse: time of
both over that of parsing the same documents as JSON. Memory: the most that the process grows by while it compares, in which caches
of 32 MB are; bytes a document: array buffers alone. Found: copies with a similarity of .8 or more that are in the cluster of their
original. False: documents in a cluster that are no copy and have none.`,
  jobs: () => SIZES.map((size) => ({ part: 'near', case: String(size) })),
  async run({ job, folder }) {
    return [await measure(Number(job.case), folder)]
  },
}

type Copy = { readonly original: number; readonly similarity: number }

async function measure(size: number, folder: string): Promise<Row> {
  const notes = createNoteFile(join(folder, 'notes'), size)
  const copies = new Map<number, Copy>()
  const originals = new Set<number>()
  let [noting, parsing] = [0, 0]
  for (const batch of batches(documents(size, 1), 1000)) {
    const lines = batch.map(({ example }) => JSON.stringify(example))
    parsing += secondsOf(() => lines.forEach((line) => JSON.parse(line)))
    const made: Uint8Array[] = []
    noting += secondsOf(() => batch.forEach(({ example }) => made.push(similarityNote(example, 'conversation'))))
    for (const note of made) notes.add(note)
    for (const { index, original, similarity } of batch) {
      if (original === undefined) continue
      originals.add(original)
      copies.set(index, { original, similarity })
    }
  }
  const directory = join(folder, 'step')
  mkdirSync(directory)
  const growth = watchMemory()
  const started = process.cpuUsage()
  const { clusterOf } = await clustersOf({
    size,
    at: (index) => notes.at(index),
    directory,
    pause: () => growth.look(),
  })
  const comparing = secondsSince(started)
  notes.close()
  const { found, wrong } = judged(size, { copies, originals, clusterOf })
  return [
    whole(size),
    whole(size / noting),
    whole(size / comparing),
    whole(size / (noting + comparing)),
    decimal((noting + comparing) / parsing),
    whole(growth.most().rss / 1e6),
    whole(growth.most().arrayBuffers / size),
    decimal(found),
    whole(wrong),
  ]
}

/** The most by which the memory grows; looks each thousandth time that it is asked to. */
function watchMemory() {
  globalThis.gc?.()
  const base = process.memoryUsage()
  const most = { rss: 0, arrayBuffers: 0 }
  let asked = 0
  return {
    most: () => most,
    look(): undefined {
      asked += 1
      if (asked % 1000 !== 0) return
      const { rss, arrayBuffers } = process.memoryUsage()
      most.rss = Math.max(most.rss, rss - base.rss)
      most.arrayBuffers = Math.max(most.arrayBuffers, arrayBuffers - base.arrayBuffers)
    },
  }
}

type Planted = {
  readonly copies: ReadonlyMap<number, Copy>
  readonly originals: ReadonlySet<number>
  readonly clusterOf: (index: number) => number
}

function judged(size: number, { copies, originals, clusterOf }: Planted): { found: number; wrong: number } {
  let [alike, found, wrong] = [0, 0, 0]
  for (const [index, { original, similarity }] of copies) {
    if (similarity < 0.8) continue
    alike += 1
    if (clusterOf(index) !== -1 && clusterOf(index) === clusterOf(original)) found += 1
  }
  for (let index = 0; index < size; index += 1) {
    if (clusterOf(index) !== -1 && !copies.has(index) && !originals.has(index)) wrong += 1
  }
  return { found: found / alike, wrong }
}

function* batches<Item>(items: Iterable<Item>, size: number): Generator<readonly Item[]> {
  let batch: Item[] = []
  for (const item of items) {
    batch.push(item)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

function secondsOf(work: () => void): number {
  const started = process.cpuUsage()
  work()
  return secondsSince(started)
}

function secondsSince(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started)
  return (user + system) / 1e6
}

function createNoteFile(path: string, size: number) {
  const file = openSync(path, 'w+')
  const ends = new Float64Array(size + 1)
  let count = 0
  let gathered: Uint8Array[] = []

  function flush(): void {
    if (gathered.length > 0) writeSync(file, Buffer.concat(gathered))
    gathered = []
  }

  return {
    add(note: Uint8Array): void {
      ends[count + 1] = (ends[count] ?? 0) + note.length
      count += 1
      gathered.push(note)
      if (gathered.length === 500) flush()
    },
    at(index: number): { readonly id: string; readonly note: Uint8Array } {
      flush()
      const from = ends[index] ?? 0
      const note = Buffer.allocUnsafe((ends[index + 1] ?? from) - from)
      readSync(file, note, 0, note.length, from)
      return { id: String(index), note }
    },
    close: () => closeSync(file),
  }
}
