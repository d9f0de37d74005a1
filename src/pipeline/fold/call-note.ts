import { textField } from '../../core/field.ts'
import type { Generation } from '../../core/generation.ts'
import { textOf } from '../../core/message.ts'
import type { Base } from './continuations.ts'
import type { WrittenNote } from './spool-record.ts'

/** Where all that a call says was spooled, as its note tells it. */
export type CallPlaces = Pick<
  WrittenNote,
  'leaf' | 'depth' | 'answers' | 'tools' | 'onlyAnswer' | 'newOpeningAfter' | 'openings' | 'historyIsMissing'
>

/** What folding needs of a call. */
export function noteOf(generation: Generation, base: Base | undefined, places: CallPlaces): WrittenNote {
  const { id, turnId, startedAt, response } = generation
  return {
    id,
    turnId,
    startedAt,
    status: statusOf(generation),
    model: generation.model.responded ?? generation.model.requested,
    parentId: generation.parentId ?? base?.generationId,
    finishReason: response.finishReason,
    conversationId: conversationOf(generation, base),
    ownConversationId: base === undefined ? undefined : textField(generation, 'conversationId'),
    basedOn: base?.generationId,
    sessionId: textField(generation, 'sessionId'),
    userId: textField(generation, 'userId'),
    tenantId: textField(generation, 'tenantId'),
    lacksConsent: generation.consent === true ? undefined : true,
    leaf: places.leaf,
    depth: places.depth,
    answers: places.answers,
    tools: places.tools,
    onlyAnswer: places.onlyAnswer,
    newOpeningAfter: places.newOpeningAfter,
    openings: places.openings,
    historyIsMissing: places.historyIsMissing,
  }
}

/** What the conversation is called that a call belongs to. Logs of other writers say null or '' for what is not known. */
export function conversationOf(generation: Generation, base: Base | undefined): string | undefined {
  return base === undefined ? textField(generation, 'conversationId') : base.conversationId
}

/** Whoever was to read the answer left before they had all of it, although the model went on. */
function statusOf({ status, delivered, response }: Generation): Generation['status'] {
  if (status !== 'ok' || delivered?.complete !== false) return status
  const length = response.messages.reduce((sum, message) => sum + textOf(message).length, 0)
  return length > 0 && delivered.chars >= length ? status : 'aborted'
}
