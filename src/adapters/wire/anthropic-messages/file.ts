import { defined, field, textField } from '../../../core/field.ts'
import type { FilePart, Part } from '../../../core/message.ts'
import { snapshotJson } from '../../../core/snapshot.ts'

/** An image; undefined when its source is of an unknown kind. */
export function toImage(block: unknown): FilePart | undefined {
  return toFile(field(block, 'source'), 'image/*')
}

/** A document, and what the app says about it; undefined when its source is of an unknown kind. */
export function toDocument(block: unknown): readonly Part[] | undefined {
  const source = field(block, 'source')
  const unknownType = textField(source, 'type') === 'url' ? 'application/pdf' : 'application/octet-stream'
  const file = toFile(source, unknownType)
  if (file === undefined) return undefined
  const document = { ...file, ...defined({ filename: textField(block, 'title') }) }
  const context = textField(block, 'context')
  return context === undefined ? [document] : [document, { type: 'other', kind: 'document_context', value: context }]
}

function toFile(source: unknown, unknownType: string): FilePart | undefined {
  const mediaType = textField(source, 'media_type') ?? unknownType
  switch (textField(source, 'type')) {
    case 'base64': {
      const data = field(source, 'data')
      return { type: 'file', mediaType, uri: `data:${mediaType};base64,${typeof data === 'string' ? data : ''}` }
    }
    case 'url':
      return { type: 'file', mediaType, ...defined({ uri: textOfUrl(field(source, 'url')) }) }
    case 'file':
      return { type: 'file', mediaType, ...defined({ fileId: textField(source, 'file_id') }) }
    case 'text':
      return plainText(field(source, 'data'), textField(source, 'media_type'))
    case 'content':
      return typeof field(source, 'content') === 'string' ? plainText(field(source, 'content')) : undefined
    default:
      return undefined
  }
}

// Apps without types pass URL objects, which JSON writes as their text.
function textOfUrl(url: unknown): string | undefined {
  const text = snapshotJson(url)
  return typeof text === 'string' ? text : undefined
}

// Escaped as little as a reader needs, so that redaction finds in it what it finds in plain text.
function plainText(text: unknown, mediaType: string = 'text/plain'): FilePart {
  const escaped = typeof text === 'string' ? text.replaceAll('%', '%25').replaceAll('#', '%23') : ''
  return { type: 'file', mediaType, uri: `data:${mediaType},${escaped}` }
}
