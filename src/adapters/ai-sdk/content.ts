import { defined, field, listField, textField } from '../../core/field.ts'
import type { Message, OtherPart, Part, SourcePart, ToolResultPart } from '../../core/message.ts'
import { snapshotJson } from '../../core/snapshot.ts'
import { toolCallPart } from '../../middleware/accumulator.ts'
import { toFile } from './file.ts'

/**
 * A part of a prompt, of a generated answer or of a stream, of any specification version, as a part of the record.
 * Unknown kinds are kept as `other`.
 */
export function toPart(part: unknown): Part {
  const type = textField(part, 'type') ?? 'unknown'
  switch (type) {
    case 'text':
      return { type: 'text', text: textOf(part) }
    case 'reasoning':
      return { type: 'reasoning', text: textOf(part), ...defined({ signature: signatureOf(part) }) }
    case 'tool-call':
      return toToolCall(part)
    case 'tool-result':
      return isPreliminary(part) ? other(type, part) : toToolResult(part)
    case 'file':
    case 'reasoning-file':
      return toFile(part, field(part, 'data'))
    case 'image':
      return toFile(part, field(part, 'image'))
    case 'source':
      return toSource(part)
    default:
      return other(type, part)
  }
}

/** The content list of a message or answer as parts, in order. */
export function toParts(owner: unknown, key: string): readonly Part[] {
  const parts: Part[] = []
  for (const part of listField(owner, key)) {
    parts.push(toPart(part))
    if (field(part, 'citations') !== undefined) parts.push(...toCitedSources(part))
  }
  return parts
}

function other(kind: string, part: unknown): OtherPart {
  return { type: 'other', kind, value: snapshotJson(part) }
}

function textOf(part: unknown): string {
  const text = field(part, 'text')
  return typeof text === 'string' ? text : ''
}

// The providers' proofs of what their models thought; they must come back with the next request.
const SIGNATURES = ['signature', 'thoughtSignature', 'reasoningEncryptedContent', 'redactedData'] as const

export function signatureOf(part: unknown): string | undefined {
  const metadata = field(part, 'providerMetadata') ?? field(part, 'providerOptions')
  if (typeof metadata !== 'object' || metadata === null) return undefined
  const proofs = Object.values(metadata).flatMap((own) => SIGNATURES.map((key) => textField(own, key)))
  return proofs.find((proof) => proof !== undefined)
}

function toToolCall(part: unknown): Part {
  const input = field(part, 'input')
  const call = toolCallPart({
    id: textField(part, 'toolCallId') ?? '',
    name: textField(part, 'toolName') ?? '',
    // Answers carry JSON text, later prompts the parsed value.
    arguments: typeof input === 'string' ? withoutQuotes(input) : snapshotJson(input),
  })
  return field(part, 'providerExecuted') === true ? { ...call, providerExecuted: true } : call
}

// Tools that take free text get it as a JSON text in ai 7; later prompts and the deltas of a stream carry it bare.
function withoutQuotes(input: string): string {
  if (!input.startsWith('"')) return input
  try {
    const parsed: unknown = JSON.parse(input)
    return typeof parsed === 'string' ? parsed : input
  } catch {
    return input
  }
}

/** True for a result that a later one of the same call replaces. */
export function isPreliminary(part: unknown): boolean {
  return field(part, 'preliminary') === true
}

function toToolResult(part: unknown): ToolResultPart {
  const base = { type: 'tool_result', id: textField(part, 'toolCallId') ?? '' } as const
  const name = defined({ name: textField(part, 'toolName') })
  const output = field(part, 'output')
  if (output === undefined) {
    const failed = field(part, 'isError') === true
    return { ...base, ...name, result: snapshotJson(field(part, 'result')), ...(failed ? { isError: true } : {}) }
  }
  switch (textField(output, 'type')) {
    case 'text':
    case 'json':
      return { ...base, ...name, result: snapshotJson(field(output, 'value')) }
    case 'error-text':
    case 'error-json':
      return { ...base, ...name, result: snapshotJson(field(output, 'value')), isError: true }
    default:
      return { ...base, ...name, result: snapshotJson(output) }
  }
}

function toSource(part: unknown): SourcePart {
  const id = textField(part, 'id')
  const uri = textField(part, 'url')
  const title = textField(part, 'title') ?? textField(part, 'filename')
  const mediaType = textField(part, 'mediaType')
  return { type: 'source', ...defined({ id, uri, title, mediaType }) }
}

/** What a text cites: ai 7 hangs it on the text, beside the sources that stand alone. */
export function toCitedSources(part: unknown): readonly SourcePart[] {
  return listField(part, 'citations').map((citation) => toSource(field(citation, 'source')))
}

/** A source that is cited twice, or cited and listed, is one source. */
export function withoutRepeatedSources(message: Message): Message {
  if (!message.parts.some((part) => part.type === 'source')) return message
  const seen = new Set<string>()
  const parts = message.parts.filter((part) => {
    if (part.type !== 'source') return true
    const key = part.id ?? part.uri ?? ''
    const isNew = key === '' || !seen.has(key)
    seen.add(key)
    return isNew
  })
  return parts.length === message.parts.length ? message : { ...message, parts }
}
