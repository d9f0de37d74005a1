import { defined, field, textField } from '../../../../core/field.ts'
import type { FilePart, OtherPart, Part } from '../../../../core/message.ts'
import { snapshotJson } from '../../../../core/snapshot.ts'
import { signatureOf, toCitedSources } from '../../../ai-sdk/content.ts'

/** A part of a message of a page: mostly one, none for an empty text. Unknown kinds are kept as `other`. */
export function toUiParts(part: unknown): readonly Part[] {
  const type = textField(part, 'type') ?? 'unknown'
  switch (type) {
    case 'text':
      return [...toText(part), ...toCitedSources(part)]
    case 'reasoning':
      return toReasoning(part)
    case 'file':
    case 'reasoning-file':
      return [toFile(part)]
    case 'source-url':
    case 'source-document':
      return [toSource(part)]
    case 'step-start':
      return []
    default:
      return [other(type, part)]
  }
}

export function other(kind: string, value: unknown): OtherPart {
  return { type: 'other', kind, value: snapshotJson(value) }
}

function toText(part: unknown): readonly Part[] {
  const text = textField(part, 'text')
  return text === undefined ? [] : [{ type: 'text', text }]
}

function toReasoning(part: unknown): readonly Part[] {
  const text = textField(part, 'text')
  const signature = signatureOf(part)
  if (text === undefined && signature === undefined) return []
  return [{ type: 'reasoning', text: text ?? '', ...defined({ signature }) }]
}

// The reference to a file that a provider has is what models get, if there is one.
function toFile(part: unknown): FilePart {
  const mediaType = textField(part, 'mediaType') ?? 'application/octet-stream'
  const reference = field(part, 'providerReference')
  const isReferred = reference !== undefined && reference !== null
  const place = isReferred ? { fileId: JSON.stringify(snapshotJson(reference)) } : { uri: textField(part, 'url') }
  return { type: 'file', mediaType, ...defined({ ...place, filename: textField(part, 'filename') }) }
}

function toSource(part: unknown): Part {
  const title = textField(part, 'title') ?? textField(part, 'filename')
  const { id, uri } = { id: textField(part, 'sourceId'), uri: textField(part, 'url') }
  return { type: 'source', ...defined({ id, uri, title, mediaType: textField(part, 'mediaType') }) }
}
