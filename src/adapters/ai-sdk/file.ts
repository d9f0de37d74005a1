import { defined, field, textField } from '../../core/field.ts'
import type { FilePart } from '../../core/message.ts'
import { bytesToDataUri, snapshotJson } from '../../core/snapshot.ts'

/** A file of any specification version: bare bytes, text or address up to v3, tagged ones from v4. */
export function toFile(part: unknown, data: unknown): FilePart {
  const mediaType = textField(part, 'mediaType') ?? 'application/octet-stream'
  const filename = defined({ filename: textField(part, 'filename') })
  return { type: 'file', mediaType, ...contentOf(data, mediaType), ...filename }
}

/** Bytes and base64 text become data URIs; addresses and the provider's own references are kept. */
function contentOf(data: unknown, mediaType: string): Pick<FilePart, 'uri' | 'fileId'> {
  if (typeof data === 'string') return { uri: isAddress(data) ? data : `data:${mediaType};base64,${data}` }
  if (data instanceof Uint8Array) return { uri: bytesToDataUri(data, mediaType) }
  if (data instanceof ArrayBuffer) return { uri: bytesToDataUri(new Uint8Array(data), mediaType) }
  if (data instanceof URL) return { uri: data.href }
  switch (textField(data, 'type')) {
    case 'data':
      return contentOf(field(data, 'data'), mediaType)
    case 'url':
      return contentOf(field(data, 'url'), mediaType)
    case 'text':
      // Escaped as little as a reader needs, so that redaction finds in it what it finds in plain text.
      return { uri: `data:${mediaType},${escaped(field(data, 'text'))}` }
    case 'reference':
      return { fileId: JSON.stringify(snapshotJson(field(data, 'reference'))) }
    default:
      return {}
  }
}

function escaped(text: unknown): string {
  return typeof text === 'string' ? text.replaceAll('%', '%25').replaceAll('#', '%23') : ''
}

function isAddress(data: string): boolean {
  return /^(https?|data|gs|s3|file):/i.test(data)
}
