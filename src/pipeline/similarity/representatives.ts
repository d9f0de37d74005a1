import type { Corpus } from '../../core/step.ts'
import { compareQuality, readQuality } from './quality.ts'
import type { DisjointSets } from '../disjoint-sets.ts'

const NONE = 0xffffffff

/** Of each example the best one of its set, by quality and then by id. The notes begin with a quality. Four bytes each. */
export function representativesOf(corpus: Corpus, { find }: Pick<DisjointSets, 'find'>): (index: number) => number {
  const best = new Uint32Array(corpus.size).fill(NONE)
  for (let index = 0; index < corpus.size; index += 1) {
    const root = find(index)
    const held = best[root] ?? NONE
    if (held === NONE) {
      // Most examples are alone; they are not read.
      best[root] = index
      continue
    }
    if (isBetter(corpus, index, held)) best[root] = index
  }
  return (index) => best[find(index)] ?? index
}

function isBetter(corpus: Corpus, one: number, other: number): boolean {
  // What a corpus hands out may not outlive the next call.
  const { id, note } = corpus.at(one)
  const quality = readQuality(note)
  const held = corpus.at(other)
  const order = compareQuality(quality, readQuality(held.note))
  return order < 0 || (order === 0 && id < held.id)
}
