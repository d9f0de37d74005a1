import type { Feedback } from '../../core/feedback.ts'
import type { Generation } from '../../core/generation.ts'
import { modelNameOf, type Judged } from './model-calls.ts'
import { hashJoined } from './statistics/hash-text.ts'
import {
  cutToLimit,
  emptySample,
  sampledOf,
  sampledValue,
  setSampled,
  takes,
  type KeySample,
} from './statistics/key-sample.ts'

/** Ids of calls whose model is remembered: all of them in a log of some 20,000 calls, a fair sample of a larger one. */
const IDS = 65_536

/** Which model answered under which id, and what was said last about each id. */
export type Judgements = {
  readonly models: KeySample<string>
  readonly thumbs: KeySample<Thumb>
}

type Thumb = { readonly at: string; readonly id: string; readonly isUp: boolean }

export function emptyJudgements(): Judgements {
  return { models: emptySample(IDS), thumbs: emptySample(IDS) }
}

export function noteModel({ models }: Judgements, generation: Generation): void {
  const { id, turnId, response } = generation
  const model = modelNameOf(generation)
  noteName(models, 'generationId ', id, model)
  noteName(models, 'turnId ', turnId, model)
  noteName(models, 'responseId ', response.id, model)
  noteName(models, 'messageId ', response.messageId, model)
}

// Other programs write null where there is none.
function noteName(models: KeySample<string>, kind: string, name: unknown, model: string): void {
  if (typeof name !== 'string') return
  const hash = hashJoined(kind, name)
  if (!takes(models, hash)) return
  const before = sampledValue(models, hash)
  // A turn may have calls of several models: which one stands must not depend on the order of the log.
  if (before === undefined || model < before) setSampled(models, hash, model)
}

/** Notes a thumb; a later one about the same id takes its place. */
export function noteThumb({ thumbs }: Judgements, feedback: Feedback): void {
  if (feedback.kind !== 'thumb') return
  const { at, id, target, value } = feedback
  for (const [kind, named] of Object.entries<unknown>(target)) {
    if (typeof named !== 'string') continue
    const hash = hashJoined(`${kind} `, named)
    const before = sampledValue(thumbs, hash)
    const thumb = { at, id, isUp: value === 'up' }
    if (before === undefined || isLater(thumb, before)) setSampled(thumbs, hash, thumb)
  }
}

// Copies of one feedback may differ: which one stands must not depend on the order of the log either.
function isLater(a: Thumb, b: Thumb): boolean {
  if (a.at !== b.at) return a.at > b.at
  return a.id === b.id ? !a.isUp : a.id > b.id
}

/** The judgements of each model, as far as both samples hold them. */
export function judgedModels({ models, thumbs }: Judgements): ReadonlyMap<string, Judged> {
  const judged = new Map<string, Judged>()
  cutToLimit(models)
  for (const [hash, { isUp }] of sampledOf(thumbs)) {
    const model = sampledValue(models, hash)
    if (model === undefined) continue
    const { up, down } = judged.get(model) ?? { up: 0, down: 0 }
    judged.set(model, isUp ? { up: up + 1, down } : { up, down: down + 1 })
  }
  return judged
}
