import { hash } from 'node:crypto'
import { checkOptions } from '../../core/check-options.ts'
import { FinetapError } from '../../core/errors.ts'
import type { Corpus, CorpusStep } from '../../core/step.ts'
import { clustersOf, type Clusters } from '../similarity/clusters.ts'
import { similarityNote } from '../similarity/note.ts'

export type CapPromptsOptions = {
  /** How many rows may begin with nearly the same question (default 3). */
  readonly rows?: number
  /** Least share of equal runs of five words of two questions (Jaccard), from 0.5 to 1 (default 0.7). */
  readonly threshold?: number
  /** Another seed keeps other rows. */
  readonly seed?: string
}

// 13 digits of 4 bits are 52 bits, which a number holds exactly.
const DRAW_DIGITS = 13

/**
 * Keeps at most so many training rows that begin with nearly the same user message; the rest goes as `prompt_cap`, with the
 * number of rows that were alike. So one question that everybody asks does not outweigh all others.
 *
 * The rows that stay are drawn by a hash of their ids: a smaller cap keeps some of those that a larger one keeps, and the
 * same build the same rows. Rows without a user message stay. The three rows are a choice of ours, to be measured on your data.
 *
 * @example buildDataset({ rules: { promptCap: { rows: 1 } }, … })
 */
export function capPrompts(options: CapPromptsOptions = {}): CorpusStep {
  checkOptions('capPrompts', options, { rows: 'number', threshold: 'number', seed: 'string' })
  const { rows = 3, threshold = 0.7, seed = '' } = options
  if (!Number.isSafeInteger(rows) || rows < 1) throw badOption(`rows: ${rows}`, 'a whole number from 1')
  if (!(threshold >= 0.5 && threshold <= 1)) throw badOption(`threshold: ${threshold}`, 'a share from 0.5 to 1')
  return {
    name: 'cap-prompts',
    version: 1,
    scope: 'train',
    note: (example) => similarityNote(example, 'prompt'),
    async decide(corpus) {
      const clusters = await clustersOf(corpus, { threshold })
      const crowded = indicesIn(clusters, corpus.size, rows)
      const draws = drawsOf(corpus, crowded, seed)
      const above = new Uint8Array(corpus.size)
      let [cluster, taken] = [-1, 0]
      for (const index of sortedBy(crowded, clusters, draws)) {
        const own = clusters.clusterOf(index)
        if (own !== cluster) [cluster, taken] = [own, 0]
        taken += 1
        if (taken > rows) above[index] = 1
      }
      return (index) => {
        if (above[index] !== 1) return undefined
        return { kind: 'drop', reason: 'prompt_cap', detail: { alike: clusters.sizeOf(clusters.clusterOf(index)) } }
      }
    },
  }
}

/** Those in clusters with more than so many. */
function indicesIn({ clusterOf, sizeOf }: Clusters, size: number, rows: number): Uint32Array {
  let count = 0
  const indices = new Uint32Array(size)
  for (let index = 0; index < size; index += 1) {
    if (sizeOf(clusterOf(index)) <= rows) continue
    indices[count] = index
    count += 1
  }
  return indices.slice(0, count)
}

function drawsOf(corpus: Corpus, indices: Uint32Array, seed: string): Float64Array {
  const draws = new Float64Array(indices.length === 0 ? 0 : corpus.size)
  for (const index of indices) {
    const digits = hash('sha256', `${seed}\0${corpus.at(index).id}`, 'hex').slice(0, DRAW_DIGITS)
    draws[index] = Number.parseInt(digits, 16)
  }
  return draws
}

function sortedBy(indices: Uint32Array, { clusterOf }: Clusters, draws: Float64Array): Uint32Array {
  return indices.sort(
    (one, other) => clusterOf(one) - clusterOf(other) || (draws[one] ?? 0) - (draws[other] ?? 0) || one - other,
  )
}

function badOption(what: string, why: string): FinetapError {
  return new FinetapError('bad_option', {
    what: `capPrompts cannot work with ${what}`,
    why: `it is ${why}`,
    fix: 'leave it out for the default, or give such a number',
  })
}
