import { field, listField, textField } from '../../../core/field.ts'
import { isJsonObject, type Json } from '../../../core/json.ts'
import type { OtherPart, Part, ToolResultPart } from '../../../core/message.ts'
import { snapshotJson } from '../../../core/snapshot.ts'
import { toolCallPart } from '../../../middleware/accumulator.ts'
import { toDocument, toImage } from './file.ts'
import { toFoundSource, toSources } from './source.ts'

/**
 * A content block of a request or an answer as parts of the record: mostly one, none for an empty text, several for a text
 * with citations. Unknown kinds are kept as `other`.
 */
export function toParts(block: unknown): readonly Part[] {
  if (typeof block === 'string') return toText(block)
  const type = textField(block, 'type') ?? 'unknown'
  switch (type) {
    case 'text':
      return [...toText(textField(block, 'text') ?? ''), ...toSources(block)]
    case 'thinking':
      return toReasoning(textField(block, 'thinking') ?? '', textField(block, 'signature'))
    case 'tool_use':
      return [toToolCall(block)]
    case 'tool_result':
      return [toToolResult(block)]
    case 'image':
      return [toImage(block) ?? other(type, block)]
    case 'document':
      return toDocument(block) ?? [other(type, block)]
    case 'search_result':
      return [toFoundSource(block), ...listField(block, 'content').flatMap(toParts)]
    default:
      return [other(type, block)]
  }
}

function toText(text: string): readonly Part[] {
  return text === '' ? [] : [{ type: 'text', text }]
}

// Models may be asked to keep their thoughts to themselves: the signature comes alone then, and must be sent back.
function toReasoning(text: string, signature: string | undefined): readonly Part[] {
  if (signature !== undefined) return [{ type: 'reasoning', text, signature }]
  return text === '' ? [] : [{ type: 'reasoning', text }]
}

function toToolCall(block: unknown): Part {
  const input = field(block, 'input')
  return toolCallPart({
    id: textField(block, 'id') ?? '',
    name: textField(block, 'name') ?? '',
    arguments: typeof input === 'string' ? input : snapshotJson(input),
  })
}

/** What a tool answered: its text, or its blocks where there is more than one text. */
export function toToolResult(block: unknown): ToolResultPart {
  const isError = field(block, 'is_error') === true
  const part = { type: 'tool_result', id: textField(block, 'tool_use_id') ?? '' } as const
  return { ...part, result: toResult(field(block, 'content')), ...(isError ? { isError } : {}) }
}

function toResult(content: unknown): Json {
  if (content === undefined || content === null) return ''
  if (!Array.isArray(content)) return snapshotJson(content)
  const blocks: readonly unknown[] = content
  const [first, ...rest] = blocks
  const text = field(first, 'text')
  if (rest.length === 0 && field(first, 'type') === 'text' && typeof text === 'string') return text
  return blocks.map(copied)
}

function other(kind: string, block: unknown): OtherPart {
  return { type: 'other', kind, value: copied(block) }
}

// Where the app wants the provider to cache is nothing that was said, and moves from call to call.
function copied(block: unknown): Json {
  const copy = snapshotJson(block)
  if (!isJsonObject(copy) || !('cache_control' in copy)) return copy
  const { cache_control: _, ...rest } = copy
  return rest
}
