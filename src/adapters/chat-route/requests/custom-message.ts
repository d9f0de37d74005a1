import { defined, field, listField, textField } from '../../../core/field.ts'
import type { Message, Part, ToolResultPart } from '../../../core/message.ts'
import { snapshotJson } from '../../../core/snapshot.ts'
import { toolCallPart } from '../../../middleware/accumulator.ts'
import { toRole } from '../../roles.ts'

const ROLES: ReadonlySet<unknown> = new Set(['system', 'developer', 'user', 'assistant', 'tool'])

// Parts that messages on pages of the AI SDK have, and those of the record have not.
const OF_PAGES = /^(tool|data)-|^(dynamic-tool|step-start|source-url|source-document|reasoning-file|steering-message)$/

/** True for a message in the form of the record. */
export function isOwnMessage(message: unknown): boolean {
  const parts = field(message, 'parts')
  if (!ROLES.has(field(message, 'role')) || !Array.isArray(parts)) return false
  return parts.every((part) => textField(part, 'type') !== undefined && !isOfPage(part))
}

function isOfPage(part: unknown): boolean {
  const type = textField(part, 'type') ?? ''
  return OF_PAGES.test(type) || (type === 'file' && textField(part, 'url') !== undefined)
}

/** A copy of a message in the form of the record; undefined for any other. */
export function readOwnMessage(message: unknown): Message | undefined {
  if (!isOwnMessage(message)) return undefined
  const parts = listField(message, 'parts').map(toPart)
  const { name, id } = { name: textField(message, 'name'), id: textField(message, 'id') }
  return { role: toRole(field(message, 'role')), parts, ...defined({ name, id }) }
}

function toPart(part: unknown): Part {
  const type = textField(part, 'type') ?? 'unknown'
  const text = field(part, 'text')
  switch (type) {
    case 'text':
      return typeof text === 'string' ? { type, text } : other(type, part)
    case 'reasoning':
      if (typeof text !== 'string') return other(type, part)
      return { type, text, ...defined({ signature: textField(part, 'signature') }) }
    case 'tool_call':
      return toToolCall(part)
    case 'tool_result':
      return toToolResult(part)
    case 'file':
      return { type, mediaType: textField(part, 'mediaType') ?? 'application/octet-stream', ...texts(part, FILE) }
    case 'source':
      return { type, ...texts(part, SOURCE) }
    case 'other':
      return { type, kind: textField(part, 'kind') ?? 'unknown', value: snapshotJson(field(part, 'value')) }
    default:
      return other(type, part)
  }
}

const FILE = ['uri', 'sha256', 'fileId', 'filename'] as const
const SOURCE = ['id', 'uri', 'title', 'mediaType'] as const

function texts<Name extends string>(part: unknown, names: readonly Name[]): { readonly [Key in Name]?: string }
function texts(part: unknown, names: readonly string[]): object {
  return defined(Object.fromEntries(names.map((name) => [name, textField(part, name)])))
}

function other(kind: string, part: unknown): Part {
  return { type: 'other', kind, value: snapshotJson(part) }
}

function toToolCall(part: unknown): Part {
  const { id, name, argumentsRaw } = {
    id: textField(part, 'id') ?? '',
    name: textField(part, 'name') ?? '',
    argumentsRaw: textField(part, 'argumentsRaw'),
  }
  const call = toolCallPart({ id, name, arguments: argumentsRaw ?? snapshotJson(field(part, 'arguments') ?? '') })
  return field(part, 'providerExecuted') === true ? { ...call, providerExecuted: true } : call
}

function toToolResult(part: unknown): ToolResultPart {
  const { id, name } = { id: textField(part, 'id') ?? '', name: textField(part, 'name') }
  const isError = field(part, 'isError') === true
  const result = snapshotJson(field(part, 'result') ?? '')
  return { type: 'tool_result', id, ...defined({ name }), result, ...(isError ? { isError } : {}) }
}
