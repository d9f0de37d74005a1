import { field, listField, textField } from '../../../core/field.ts'
import type { Message, Part } from '../../../core/message.ts'
import { snapshotJson } from '../../../core/snapshot.ts'
import type { Outcome } from '../../../middleware/call.ts'
import { toPart, withoutRepeatedSources } from '../content.ts'
import { toFile } from '../file.ts'
import { isInterrupted, toResult } from '../outcome.ts'

/** The answer within a finished step of ai 6, as the record keeps it. */
export function stepOutcome(step: unknown): Outcome {
  return outcomeOf(step, listField(step, 'content').flatMap(toStepPart))
}

/** The answer within a finished generateObject or streamObject of ai 7. */
export function objectOutcome(event: unknown): Outcome {
  const [reasoning, text] = [textField(event, 'reasoning'), textField(event, 'objectText')]
  return outcomeOf(event, [
    ...(reasoning === undefined ? [] : [{ type: 'reasoning', text: reasoning } as const]),
    ...(text === undefined ? [] : [{ type: 'text', text } as const]),
  ])
}

function outcomeOf(event: unknown, parts: readonly Part[]): Outcome {
  const messages: readonly Message[] = parts.length === 0 ? [] : [withoutRepeatedSources({ role: 'assistant', parts })]
  const finishReason = { unified: field(event, 'finishReason'), raw: field(event, 'rawFinishReason') }
  const result = toResult({
    messages,
    metadata: field(event, 'response'),
    finishReason,
    usage: field(event, 'usage'),
    warnings: listField(event, 'warnings'),
  })
  if (finishReason.unified === 'error') {
    return { ...result, status: 'error', error: new Error('the provider reported an error') }
  }
  return { ...result, status: isInterrupted(event) || isUnterminated(event) ? 'interrupted' : 'ok' }
}

// What the SDK makes up for a stream that ended without its terminal event.
function isUnterminated(event: unknown): boolean {
  const usage = field(event, 'usage')
  const counts = ['inputTokens', 'outputTokens', 'totalTokens'].map((key) => field(usage, key))
  const isUnsaid = field(event, 'finishReason') === 'other' && field(event, 'rawFinishReason') === undefined
  return isUnsaid && counts.every((count) => count === undefined)
}

/** A part of a step. What the app's own tools answered stands among them, and is no part of the answer. */
function toStepPart(part: unknown): readonly Part[] {
  const type = textField(part, 'type')
  switch (type) {
    case 'file': {
      const file = field(part, 'file')
      return [toFile(file, field(file, 'base64'))]
    }
    case 'tool-result':
    case 'tool-error':
      return field(part, 'providerExecuted') === true ? [toToolResult(part, type)] : []
    case 'tool-approval-request':
      return field(field(part, 'toolCall'), 'providerExecuted') === true ? [toPart(part)] : []
    default:
      return [toPart(part)]
  }
}

function toToolResult(part: unknown, type: 'tool-result' | 'tool-error'): Part {
  const base = { type: 'tool_result', id: textField(part, 'toolCallId') ?? '' } as const
  const name = textField(part, 'toolName')
  const named = name === undefined ? base : { ...base, name }
  if (type === 'tool-error') return { ...named, result: snapshotJson(field(part, 'error')), isError: true }
  return { ...named, result: snapshotJson(field(part, 'output')) }
}
