import type { FeedbackTarget } from '../../../core/feedback.ts'
import { field } from '../../../core/field.ts'
import { isJsonObject } from '../../../core/json.ts'
import type { Judgement } from '../../../middleware/judgement.ts'
import { refusal, type FeedbackAnswer } from './answer.ts'
import type { FeedbackLimits } from './options.ts'

const LONGEST_ID = 200

/** What a body says. */
export type Said = { readonly target: FeedbackTarget; readonly judgement: Judgement }

/** Thrown and caught in this file only: the first thing that is wrong with a body. */
class BadFeedback extends Error {
  readonly fix: string

  constructor(what: string, fix: string) {
    super(what)
    this.fix = fix
  }
}

/** Reads the JSON value of a body. Fields that it does not know are nobody's business. */
export function parseFeedback(body: unknown, limits: FeedbackLimits): Said | { readonly refused: FeedbackAnswer } {
  try {
    if (!isJsonObject(body)) throw new BadFeedback('The body is no JSON object', EXAMPLE)
    return { target: targetOf(body), judgement: judgementOf(body, limits) }
  } catch (error) {
    if (!(error instanceof BadFeedback)) throw error
    return { refused: refusal(400, 'bad_feedback', { what: error.message, fix: error.fix }) }
  }
}

const EXAMPLE = 'send an object such as {"id": "…", "thumb": "up"}'

function targetOf(body: unknown): FeedbackTarget {
  const generationId = idOf(body, 'id') ?? idOf(body, 'generationId')
  const turnId = idOf(body, 'turnId')
  const responseId = idOf(body, 'responseId')
  const messageId = idOf(body, 'messageId')
  if (['id', 'turnId', 'generationId', 'responseId', 'messageId'].filter((name) => isGiven(body, name)).length > 1) {
    throw new BadFeedback('The feedback names several answers', 'send one id: that of the header x-finetap-id as id')
  }
  if (generationId !== undefined) return { generationId }
  if (turnId !== undefined) return { turnId }
  if (responseId !== undefined) return { responseId }
  if (messageId !== undefined) return { messageId }
  throw new BadFeedback('The feedback names no answer', 'send the value of the header x-finetap-id as id')
}

function idOf(body: unknown, name: string): string | undefined {
  if (!isGiven(body, name)) return undefined
  const id = field(body, name)
  if (typeof id === 'string' && id !== '' && id.length <= LONGEST_ID) return id
  throw new BadFeedback(`${name} is no text of 1 to ${LONGEST_ID} characters`, 'send the id as you were given it')
}

function judgementOf(body: unknown, { longestComment, longestCorrection }: FeedbackLimits): Judgement {
  const thumb = thumbOf(body)
  const score = scoreOf(body)
  const comment = textOf(body, 'comment', longestComment)
  const correction = textOf(body, 'correction', longestCorrection)
  const isSilent = [thumb, score, comment, correction].every((said) => said === undefined)
  if (isSilent) throw new BadFeedback('The feedback says nothing', 'send thumb, score, comment or correction')
  return {
    ...(thumb !== undefined && { thumb }),
    ...(score !== undefined && { score }),
    ...(comment !== undefined && { comment }),
    ...(correction !== undefined && { correction }),
  }
}

function thumbOf(body: unknown): 'up' | 'down' | undefined {
  if (!isGiven(body, 'thumb')) return undefined
  const thumb = field(body, 'thumb')
  if (thumb === 'up' || thumb === 'down') return thumb
  throw new BadFeedback('thumb is neither up nor down', 'send "up" or "down"')
}

function scoreOf(body: unknown): number | undefined {
  if (!isGiven(body, 'score')) return undefined
  const score = field(body, 'score')
  if (typeof score === 'number' && Number.isFinite(score)) return score
  throw new BadFeedback('score is no finite number', 'send a number')
}

/** An empty field of a form says nothing. */
function textOf(body: unknown, name: string, longest: number): string | undefined {
  if (!isGiven(body, name)) return undefined
  const text = field(body, name)
  if (typeof text !== 'string') throw new BadFeedback(`${name} is no text`, 'send it as a string')
  if (text.length > longest) throw new BadFeedback(`${name} is too long`, `send at most ${longest} characters`)
  return text.trim() === '' ? undefined : text
}

// Pages send null for what was not filled in.
function isGiven(body: unknown, name: string): boolean {
  return (field(body, name) ?? undefined) !== undefined
}
