import type { FilePart } from '../../core/message.ts'
import { bytesToDataUri } from '../../core/snapshot.ts'

// How base64 text of the common image types begins.
const BEGINNINGS: readonly (readonly [string, string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
]
const UNKNOWN_IMAGE = 'application/octet-stream'

/** An image of a message: bytes, base64 text, or a path that the client reads (of which only the file name is kept). */
export function toImage(image: unknown): FilePart {
  if (image instanceof Uint8Array) return fromBase64(bytesToDataUri(image).replace(/^[^,]*,/, ''))
  if (Array.isArray(image)) return fromBase64(bytesToDataUri(Uint8Array.from(image, Number)).replace(/^[^,]*,/, ''))
  const text = typeof image === 'string' ? image : ''
  if (text.length > 1_000 || mediaTypeOf(text) !== UNKNOWN_IMAGE) return fromBase64(text)
  return { type: 'file', mediaType: UNKNOWN_IMAGE, filename: text.replace(/^.*[/\\]/, '') }
}

function fromBase64(base64: string): FilePart {
  const mediaType = mediaTypeOf(base64)
  return { type: 'file', mediaType, uri: `data:${mediaType};base64,${base64}` }
}

function mediaTypeOf(base64: string): string {
  return BEGINNINGS.find(([beginning]) => base64.startsWith(beginning))?.[1] ?? UNKNOWN_IMAGE
}
