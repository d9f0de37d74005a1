import { field, listField } from '../../../core/field.ts'
import type { FilePart } from '../../../core/message.ts'
import { bytesToDataUri } from '../../../core/snapshot.ts'

// How base64 text of the common image types begins.
const BEGINNINGS: readonly (readonly [string, string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
]
const UNKNOWN_IMAGE = 'application/octet-stream'
// A multiple of 3, so that the base64 text of the first bytes begins as that of all of them; enough for each beginning.
const LOOKED_AT = 12
const LONGEST_PATH = 1_000

/** Whether images may be paths of files that the client reads, of which only the file name is kept. */
export type ImageForms = 'base64' | 'base64 or path'

/** An image of a message: bytes, base64 text, or a path. */
export function toImage(image: unknown, forms: ImageForms): FilePart {
  const bytes = bytesOf(image)
  if (bytes !== undefined) return fromBytes(bytes)
  const text = typeof image === 'string' ? image : ''
  if (text.startsWith('data:'))
    return { type: 'file', mediaType: /^data:([^;,]+)/.exec(text)?.[1] ?? UNKNOWN_IMAGE, uri: text }
  const isPath = forms === 'base64 or path' && text.length <= LONGEST_PATH && mediaTypeOf(text) === UNKNOWN_IMAGE
  if (isPath) return { type: 'file', mediaType: UNKNOWN_IMAGE, filename: text.replace(/^.*[/\\]/s, '') }
  const mediaType = mediaTypeOf(text)
  return { type: 'file', mediaType, uri: `data:${mediaType};base64,${text}` }
}

// What the client turns into bytes: also plain lists, and buffers that went through JSON.
function bytesOf(image: unknown): Uint8Array | undefined {
  if (image instanceof Uint8Array) return image
  if (image instanceof ArrayBuffer) return new Uint8Array(image)
  if (Array.isArray(image)) return Uint8Array.from(image, toByte)
  const data = listField(image, 'data')
  return field(image, 'type') === 'Buffer' ? Uint8Array.from(data, toByte) : undefined
}

// Number itself throws on some objects.
function toByte(value: unknown): number {
  return typeof value === 'number' ? value : 0
}

function fromBytes(bytes: Uint8Array): FilePart {
  const mediaType = mediaTypeOf(bytesToDataUri(bytes.subarray(0, LOOKED_AT)).replace(/^[^,]*,/, ''))
  return { type: 'file', mediaType, uri: bytesToDataUri(bytes, mediaType) }
}

function mediaTypeOf(base64: string): string {
  return BEGINNINGS.find(([beginning]) => base64.startsWith(beginning))?.[1] ?? UNKNOWN_IMAGE
}
