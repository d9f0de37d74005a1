import { defined, field, listField, textField } from '../../core/field.ts'
import type { FilePart, Part, SourcePart, ToolResultPart } from '../../core/message.ts'
import { bytesToDataUri, snapshotJson } from '../../core/snapshot.ts'
import { toolCallPart } from '../../middleware/accumulator.ts'

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
      return toToolResult(part)
    case 'file':
    case 'reasoning-file':
      return toFile(part)
    case 'source':
      return toSource(part)
    default:
      return { type: 'other', kind: type, value: snapshotJson(part) }
  }
}

function textOf(part: unknown): string {
  const text = field(part, 'text')
  return typeof text === 'string' ? text : ''
}

// Anthropic's proof of its own thinking; it must come back with the next request.
export function signatureOf(part: unknown): string | undefined {
  const metadata = field(part, 'providerMetadata') ?? field(part, 'providerOptions')
  return textField(field(metadata, 'anthropic'), 'signature')
}

function toToolCall(part: unknown): Part {
  const input = field(part, 'input')
  const call = toolCallPart({
    id: textField(part, 'toolCallId') ?? '',
    name: textField(part, 'toolName') ?? '',
    // Answers carry JSON text, later prompts the parsed value.
    arguments: typeof input === 'string' ? input : snapshotJson(input),
  })
  return field(part, 'providerExecuted') === true ? { ...call, providerExecuted: true } : call
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
  const title = textField(part, 'title')
  const mediaType = textField(part, 'mediaType')
  return { type: 'source', ...defined({ id, uri, title, mediaType }) }
}

function toFile(part: unknown): FilePart {
  const mediaType = textField(part, 'mediaType') ?? 'application/octet-stream'
  const filename = defined({ filename: textField(part, 'filename') })
  return { type: 'file', mediaType, ...contentOf(field(part, 'data'), mediaType), ...filename }
}

/** Bytes and base64 text become data URIs; addresses and the provider's own references are kept. */
function contentOf(data: unknown, mediaType: string): Pick<FilePart, 'uri' | 'fileId'> {
  if (typeof data === 'string') return { uri: isAddress(data) ? data : `data:${mediaType};base64,${data}` }
  if (data instanceof Uint8Array) return { uri: bytesToDataUri(data, mediaType) }
  if (data instanceof URL) return { uri: data.href }
  switch (textField(data, 'type')) {
    case 'data':
      return contentOf(field(data, 'data'), mediaType)
    case 'url':
      return contentOf(field(data, 'url'), mediaType)
    case 'text':
      // Escaped as little as a reader needs, so that redaction finds in it what it finds in plain text.
      return { uri: `data:${mediaType},${textOf(data).replaceAll('%', '%25').replaceAll('#', '%23')}` }
    case 'reference':
      return { fileId: JSON.stringify(snapshotJson(field(data, 'reference'))) }
    default:
      return {}
  }
}

function isAddress(data: string): boolean {
  return /^(https?|data|gs|s3|file):/i.test(data)
}

/** The content list of a message or answer as parts, in order. */
export function toParts(owner: unknown, key: string): readonly Part[] {
  return listField(owner, key).map(toPart)
}
