import { checkOptions } from '../../core/check-options.ts'
import { FinetapError } from '../../core/errors.ts'
import type { CorpusStep, Verdict } from '../../core/step.ts'
import { NEAR_THRESHOLD } from '../divide/near-clusters.ts'
import { clustersOf } from '../similarity/clusters.ts'
import { similarityNote, type SimilarityLevel } from '../similarity/note.ts'
import { representativesOf } from '../similarity/representatives.ts'
import type { RuleAction } from './judge-answers.ts'
import { ACTIONS, requireChoice } from './require-choice.ts'

export type DedupeNearOptions = {
  /**
   * What is compared (default `'conversation'`: all but the system prompt). `'exchange'`: the last question and its
   * answer. `'prompt'`: the first user message, whatever was answered.
   */
  readonly level?: SimilarityLevel
  /** Least share of equal runs of five words (Jaccard), from 0.5 to 1. Default 0.8, for prompts 0.7. */
  readonly threshold?: number
  /**
   * Least share among the trained answers by themselves, from 0 to 1 (default 0.5, for prompts 0). So two questions about
   * one long document stay apart.
   */
  readonly answers?: number
  /** Default `'drop'`. `'flag'`: all but one of a cluster get the flag `near_duplicate`. */
  readonly action?: RuleAction
}

/**
 * Keeps one of the conversations that say nearly the same, the others go as `near_duplicate` with the id of the one that
 * stays: the one with better feedback, then one that was corrected, then the longest, then the latest.
 *
 * Words are compared without case, white space and punctuation; Chinese, Japanese, Thai and the like by characters.
 * Candidates are found by MinHash and then compared exactly: 99 of 100 pairs with a similarity of .85 are found, and none
 * below the threshold. Where a template makes thousands look alike, `near_check_incomplete` flags those that were not
 * compared with all. 0.8 is the threshold of NeMo Curator.
 *
 * @example buildDataset({ steps: [dedupeExact(), dedupeNear({ threshold: 0.9 })], … })
 */
export function dedupeNear(options: DedupeNearOptions = {}): CorpusStep {
  checkOptions('dedupeNear', options, { level: 'string', threshold: 'number', answers: 'number', action: 'string' })
  requireChoice('level of dedupeNear', options.level, ['conversation', 'exchange', 'prompt'])
  requireChoice('action of dedupeNear', options.action, ACTIONS)
  const { level = 'conversation', action = 'drop' } = options
  const { threshold = level === 'prompt' ? 0.7 : NEAR_THRESHOLD, answers = level === 'prompt' ? 0 : 0.5 } = options
  refuseBadShare('threshold', threshold, 0.5)
  refuseBadShare('answers', answers, 0)
  return {
    name: level === 'conversation' ? 'dedupe-near' : `dedupe-near-${level}`,
    version: 1,
    findsAlike: level === 'conversation' && threshold === NEAR_THRESHOLD,
    note: (example) => similarityNote(example, level),
    async decide(corpus) {
      const { clusterOf, clusterButForAnswers, isUnsure } = await clustersOf(corpus, { threshold, answers })
      const find = (index: number): number => {
        const cluster = clusterOf(index)
        return cluster === -1 ? index : cluster
      }
      const bestOf = representativesOf(corpus, { find })
      const verdictOn = (index: number): Verdict | undefined => {
        const best = bestOf(index)
        if (best === index) {
          const unsure = isUnsure(index) && clusterOf(index) === -1
          return unsure ? { kind: 'flag', flag: 'near_check_incomplete' } : undefined
        }
        if (action === 'flag') return { kind: 'flag', flag: 'near_duplicate' }
        return { kind: 'drop', reason: 'near_duplicate', detail: { of: corpus.at(best).id } }
      }
      return Object.assign(verdictOn, { clusterOf: clusterButForAnswers })
    },
  }
}

function refuseBadShare(name: string, share: number, least: number): void {
  if (share >= least && share <= 1) return
  throw new FinetapError('bad_option', {
    what: `dedupeNear cannot work with ${name}: ${share}`,
    why: `it is a share from ${least} to 1`,
    fix: `leave ${name} out for the default, or give such a number`,
  })
}
