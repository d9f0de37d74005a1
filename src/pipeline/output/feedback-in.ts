import type { AnswerFeedback, Example } from '../../core/example.ts'

export const FEEDBACK_KINDS = ['correction', 'score', 'thumb_down', 'thumb_up'] as const

/** A judgement that can change what becomes of an answer. */
export type FeedbackKind = (typeof FEEDBACK_KINDS)[number]

/** By generation: what was said about it, and counted. */
export type FeedbackByGeneration = { readonly [generation: string]: readonly FeedbackKind[] }

/**
 * What people said about the answers for which an example stands; undefined when nobody judged. A correction is among it
 * only where it has taken the place of the answer.
 */
export function feedbackIn({ messages, generationIds, flags }: Example): FeedbackByGeneration | undefined {
  // Few answers are judged.
  if (!messages.some(({ origin }) => origin?.feedback !== undefined)) return undefined
  const isCorrected = flags.includes('corrected')
  const found = messages.flatMap(({ origin }): readonly (readonly [string, readonly FeedbackKind[]])[] => {
    if (origin?.feedback === undefined || !generationIds.includes(origin.generationId)) return []
    const kinds = kindsOf(origin.feedback, isCorrected)
    return kinds.length === 0 ? [] : [[origin.generationId, kinds]]
  })
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

function kindsOf({ thumb, score, correction = '' }: AnswerFeedback, isCorrected: boolean): readonly FeedbackKind[] {
  return [
    ...(isCorrected && correction.trim() !== '' ? (['correction'] as const) : []),
    ...(score === undefined ? [] : (['score'] as const)),
    ...(thumb === undefined ? [] : ([`thumb_${thumb}`] as const)),
  ]
}
