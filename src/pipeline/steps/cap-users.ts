import { badOption, checkOptions } from '../../core/check-options.ts'
import type { Corpus, CorpusStep, Verdict } from '../../core/step.ts'
import { encodeNote, groupsOf, hashNumber, readNotes, userKeyOf } from './notes.ts'

export type CapUsersOptions = {
  /** The most examples of one user. Default 1000 when no `share` is given either. */
  readonly rows?: number
  /** The most examples of one user as a share of all, above 0 up to 1; the smaller of both limits counts. */
  readonly share?: number
  /** Another seed keeps others. Default `'finetap'`. */
  readonly seed?: string
}

const DROP: Verdict = { kind: 'drop', reason: 'user_cap' }

/**
 * Keeps at most so many training examples of one user, reason `user_cap`, so that nobody's habits rule the model. A user
 * is the user id within its tenant, else the session; examples with neither are never capped.
 *
 * Those with the smallest hash of seed and id stay: the same ones in every build, and a lower limit keeps part of them.
 *
 * @throws FinetapError `bad_option` for limits that are none
 * @example buildDataset({ rules: { userCap: { share: 0.05 } }, … })
 */
export function capUsers(options: CapUsersOptions = {}): CorpusStep {
  checkOptions('capUsers', options, { rows: 'number', share: 'number', seed: 'string' })
  const { share, seed = 'finetap' } = options
  const { rows = share === undefined ? 1000 : Infinity } = options
  if (!(rows >= 1)) throw badOption('rows of capUsers is below 1', 'pass a whole number from 1')
  if (share !== undefined && !(share > 0 && share <= 1)) {
    throw badOption('share of capUsers is no share', 'pass a number above 0, at most 1')
  }
  return {
    name: 'cap-users',
    version: 1,
    scope: 'train',
    note: (example) => encodeNote([userKeyOf(example)]),
    async decide(corpus) {
      const limit = Math.floor(Math.min(rows, Math.max(1, (share ?? 1) * corpus.size)))
      const [keys = new Float64Array()] = await readNotes(corpus, 1)
      const dropped = new Uint8Array(corpus.size)
      for (const group of groupsOf(keys)) {
        if (group.length <= limit) continue
        await corpus.pause()
        for (const index of byRank(corpus, group, seed).slice(limit)) dropped[index] = 1
      }
      return (index) => (dropped[index] === 1 ? DROP : undefined)
    },
  }
}

/** By the hash of the id; equal hashes in order of time. */
function byRank(corpus: Corpus, group: Uint32Array, seed: string): readonly number[] {
  const ranked = Array.from(group, (index) => ({ index, rank: hashNumber(seed, corpus.at(index).id) }))
  return ranked.sort((a, b) => a.rank - b.rank || a.index - b.index).map(({ index }) => index)
}
