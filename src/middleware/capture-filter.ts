import { FinetapError } from '../core/errors.ts'
import type { Feedback } from '../core/feedback.ts'
import type { Generation } from '../core/generation.ts'
import { isJsonObject, type JsonObject } from '../core/json.ts'
import { snapshotJson } from '../core/snapshot.ts'
import { createRedactor, type RedactionScope, type Redactor } from '../redaction/index.ts'
import type { EventFilter } from './writer.ts'

/**
 * What is masked before anything is written: keys and tokens (`'secrets'`), e-mails and addresses too (`'all'`),
 * nothing (`false`), what a redactor finds, or what a function of the app makes of each event.
 */
export type CaptureRedaction = 'secrets' | 'all' | false | Redactor | EventFilter

/** Masks events on their way to the store. Tags carry no numbers here, so that every call prints the same. */
export function createCaptureFilter(redaction: CaptureRedaction): EventFilter {
  if (redaction === false) return (event) => event
  if (typeof redaction === 'function') return redaction
  if (typeof redaction !== 'string' && typeof redaction?.begin !== 'function') {
    throw new FinetapError('bad_option', {
      what: `redact is of type ${typeof redaction}, which names no redaction`,
      fix: "pass 'secrets', 'all', false, a redactor or a function",
    })
  }
  const redactor = typeof redaction === 'string' ? createRedactor({ preset: redaction, mode: 'tag' }) : redaction
  return (event) => {
    switch (event.type) {
      case 'generation':
        return maskGeneration(event, redactor)
      case 'feedback':
        return maskFeedback(event, redactor.begin())
      default:
        return event
    }
  }
}

function maskGeneration(generation: Generation, redactor: Redactor): Generation {
  const scope = redactor.begin()
  const { request, response, error, metadata, usage, tags } = generation
  const messages = request.messages.map((message) => scope.message(message))
  const tools = request.tools?.map((tool) => scope.tool(tool))
  const masked = {
    ...generation,
    request: {
      ...maskFields(request, ['params', 'responseFormat', 'toolChoice'], scope),
      messages,
      ...(tools === undefined ? {} : { tools }),
    },
    response: {
      ...maskFields(response, ['warnings', 'finishReasonRaw'], scope),
      messages: response.messages.map((message) => scope.message(message)),
    },
    ...(usage === undefined ? {} : { usage: maskFields(usage, ['raw'], scope) }),
    ...(tags === undefined ? {} : { tags: tags.map((tag) => scope.text(tag)) }),
    ...(error === undefined ? {} : { error: { ...error, message: scope.text(error.message) } }),
    ...(metadata === undefined ? {} : { metadata: maskObject(metadata, scope) }),
  }
  const { counts } = scope
  const rules = Object.keys(counts)
  return rules.length === 0 ? generation : { ...masked, redaction: { rules, counts } }
}

function maskFields<Value extends object>(value: Value, keys: readonly (keyof Value)[], scope: RedactionScope): Value {
  const masked = keys.flatMap((key) => {
    const before = snapshotJson(value[key])
    return before === null ? [] : [[key, scope.json(before)]]
  })
  return Object.assign({ ...value }, Object.fromEntries(masked))
}

function maskFeedback(feedback: Feedback, scope: RedactionScope): Feedback {
  const { comment, correction } = feedback
  const said = feedback.kind === 'comment' || feedback.kind === 'correction'
  return {
    ...(said ? { ...feedback, value: scope.text(feedback.value) } : feedback),
    ...(comment === undefined ? {} : { comment: scope.text(comment) }),
    ...(correction === undefined ? {} : { correction: scope.text(correction) }),
  }
}

function maskObject(value: JsonObject, scope: RedactionScope): JsonObject {
  const masked = scope.json(value)
  return isJsonObject(masked) ? masked : {}
}
