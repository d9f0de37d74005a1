import { field, numberField, textField } from '../../../core/field.ts'
import type { JsonObject } from '../../../core/json.ts'
import type { Part } from '../../../core/message.ts'
import { snapshotJson } from '../../../core/snapshot.ts'
import type { StreamReading } from '../../../middleware/follow-stream.ts'
import { describe, providerError, thrownError, type ProviderError } from '../openai-chat/provider-error.ts'
import { failureOf, partsOf, toResult } from './answer.ts'
import { createItems, type Items } from './items.ts'
import type { PieceKind } from './pieced-item.ts'

/** Reads the events of a streamed response. The last event has the whole answer, which then stands for all the pieces. */
export function readEvents(): StreamReading<unknown> {
  const items = createItems()
  const frame: Frame = { head: {}, parts: undefined, isDone: false, failure: undefined }
  return {
    chunk(event) {
      if (isTextDelta(event)) return items.text(event.output_index, event.content_index, event.delta)
      return readPiece(event, items) ?? readItem(event, items) ?? readFrame(event, frame)
    },
    // Some servers leave the items out of the last event.
    result: () => toResult(frame.head, frame.parts?.length ? frame.parts : items.parts()),
    isComplete: () => frame.isDone || frame.parts !== undefined,
    failure: () => frame.failure,
    failureIn: thrownError,
  }
}

type TextDelta = { readonly output_index: number; readonly content_index: number; readonly delta: string }

// Nearly all events of a stream are these, so they are looked at first and read without detours.
function isTextDelta(event: unknown): event is TextDelta {
  if (typeof event !== 'object' || event === null || !('type' in event)) return false
  if (event.type !== 'response.output_text.delta' || !('delta' in event) || typeof event.delta !== 'string')
    return false
  if (!('output_index' in event) || typeof event.output_index !== 'number') return false
  return 'content_index' in event && typeof event.content_index === 'number'
}

type PieceEvent = { readonly kind: PieceKind; readonly itemType: string; readonly isWhole: boolean }

const PIECES: ReadonlyMap<unknown, PieceEvent> = new Map([
  ...pieceEvents('response.output_text', 'output_text', 'message'),
  ...pieceEvents('response.refusal', 'refusal', 'message'),
  ...pieceEvents('response.reasoning_text', 'reasoning_text', 'reasoning'),
  ...pieceEvents('response.reasoning_summary_text', 'summary_text', 'reasoning'),
  ...pieceEvents('response.function_call_arguments', 'arguments', 'function_call'),
  ...pieceEvents('response.custom_tool_call_input', 'input', 'custom_tool_call'),
])

// A text comes piece by piece, and then once more as a whole.
function pieceEvents(name: string, kind: PieceKind, itemType: string): readonly (readonly [string, PieceEvent])[] {
  return [
    [`${name}.delta`, { kind, itemType, isWhole: false }],
    [`${name}.done`, { kind, itemType, isWhole: true }],
  ]
}

/** Takes in a piece of the answer; true when it holds something, undefined when it is no piece. */
function readPiece(event: unknown, items: Items): boolean | undefined {
  const piece = PIECES.get(field(event, 'type'))
  if (piece === undefined) return undefined
  const item = items.at(event, piece.itemType)
  const index = numberField(event, 'content_index') ?? numberField(event, 'summary_index') ?? 0
  if (!piece.isWhole) return item.add(piece.kind, index, textField(event, 'delta') ?? '')
  const texts = ['text', 'refusal', 'arguments', 'input'].map((key) => textField(event, key))
  return item.end(piece.kind, index, texts.find((text) => text !== undefined) ?? '')
}

/** Takes in what an item says of itself; undefined when the event is none of an item. */
function readItem(event: unknown, items: Items): boolean | undefined {
  switch (textField(event, 'type')) {
    case 'response.output_item.added':
      return items.begin(event)
    case 'response.output_item.done':
      items.done(event)
      return true
    case 'response.output_text.annotation.added':
      items.at(event, 'message').annotate(numberField(event, 'content_index') ?? 0, field(event, 'annotation'))
      return false
    default:
      return undefined
  }
}

/** What a stream says about itself. */
type Frame = {
  /** The answer without its items. */
  head: JsonObject
  /** What the last event says was made; undefined before it. */
  parts: readonly Part[] | undefined
  isDone: boolean
  failure: ProviderError | undefined
}

function readFrame(event: unknown, frame: Frame): boolean {
  const response = field(event, 'response')
  if (response !== undefined) frame.head = headOf(response)
  switch (field(event, 'type')) {
    case 'response.completed':
    case 'response.incomplete':
    case 'response.cancelled':
      frame.parts = partsOf(response)
      frame.failure ??= failureOf(response)
      return frame.parts.length > 0
    case 'response.failed':
      frame.parts = partsOf(response)
      frame.failure ??= describe(field(response, 'error'))
      return false
    default:
      if (event === '[DONE]') frame.isDone = true
      frame.failure ??= providerError(event)
      return false
  }
}

const HEAD = ['id', 'model', 'status', 'incomplete_details', 'usage'] as const

/** The rest repeats the request, with its instructions and tools, and is the app's. */
function headOf(response: unknown): JsonObject {
  return Object.fromEntries(HEAD.map((key) => [key, snapshotJson(field(response, key))]))
}
