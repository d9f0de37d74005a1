import { defined, field, textField } from '../../../core/field.ts'
import { createAccumulator } from '../../../middleware/accumulator.ts'
import { parseJson } from '../../wire/ndjson.ts'
import { describe, providerError, type ProviderError } from '../../wire/openai-chat/provider-error.ts'
import type { AnswerReading } from './answer.ts'
import { kindOf, saysEnd, saysNothing, saysThought, thoughtIn } from './event-kind.ts'
import { createTextField } from './text-field.ts'

// By these an app that sends bare text ends its stream.
const END = /^\[(DONE|END)\]$/

/** An event of an app's own making: its name, and its data as text or as JSON. */
export type AppEvent = { readonly event: string; readonly data?: string; readonly json?: unknown }

/** True for an event that carries a piece of text, or an error: the first such event tells what stream it is. */
export function isTextEvent({ event, data = '', json = jsonIn(data) }: AppEvent): boolean {
  const kind = kindOf(event, json)
  if (kind === 'error' || providerError(json) !== undefined) return true
  if (END.test(data) || saysNothing(kind)) return false
  if (typeof json === 'object' && json !== null) return createTextField()(json) !== undefined || thoughtIn(json) !== ''
  return typeof json === 'string' ? json !== '' : data !== ''
}

/** What the events of a stream have said so far. */
export type TextPieces = Pick<AnswerReading, 'result' | 'isComplete' | 'failure'> & {
  /** True when the event carries a piece of the answer. */
  take(event: AppEvent): boolean
}

export function createTextPieces(): TextPieces {
  const answer = createAccumulator()
  const textIn = createTextField()
  // As the first piece was, so are the others: a token may well look like JSON.
  let isBare: boolean | undefined
  let isComplete = false
  let hasText = false
  let model: string | undefined
  let failure: ProviderError | undefined

  function say(text: string, isThought: boolean): boolean {
    if (isThought) answer.reasoning(text)
    else answer.text(text)
    if (!isThought && text !== '') hasText = true
    return text !== ''
  }
  function takeJson(json: unknown, kind: string): boolean {
    if (typeof json === 'string') return say(json, saysThought(kind))
    model ??= textField(json, 'model')
    const isThought = say(thoughtIn(json), true)
    const text = saysNothing(kind) ? undefined : textIn(json)
    return say(text ?? '', saysThought(kind)) || isThought
  }

  return {
    take({ event, data = '', json = jsonIn(data) }) {
      const kind = kindOf(event, json)
      failure ??= failureIn(kind, data, json)
      if (failure !== undefined || (data === '' && json === undefined)) return false
      if (isEnd(kind, data, json)) {
        isComplete = true
        // Behind its pieces the whole text comes once more.
        if (END.test(data) || (hasText && field(json, 'done') !== true)) return false
      } else if (saysNothing(kind)) return false
      isBare ??= data !== '' && typeof json !== 'string' && !isObject(json)
      if (!isBare) return takeJson(json, kind)
      // Among bare texts an object tells of something else.
      return !hasKeys(json) && say(data, saysThought(kind))
    },
    result: () => ({ response: { messages: answer.messages() }, ...defined({ respondedModel: model }) }),
    isComplete: () => isComplete,
    failure: () => failure,
  }
}

function failureIn(kind: string, data: string, json: unknown): ProviderError | undefined {
  return kind === 'error' ? describe(field(json, 'error') ?? json ?? data) : providerError(json)
}

function isEnd(kind: string, data: string, json: unknown): boolean {
  return END.test(data) || saysEnd(kind, json)
}

function isObject(json: unknown): boolean {
  return typeof json === 'object' && json !== null
}

function hasKeys(json: unknown): boolean {
  return typeof json === 'object' && json !== null && !Array.isArray(json) && Object.keys(json).length > 0
}

// Only what can be an object or a text: a parser that fails costs a hundred times as much, and most tokens are no JSON.
function jsonIn(data: string): unknown {
  return /^\s*[{["]/.test(data) ? parseJson(data)?.json : undefined
}
