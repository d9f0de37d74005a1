import { defined } from '../../../core/field.ts'
import type { FilePart } from '../../../core/message.ts'

/** What a protocol says of a file. `mediaType` is what it is if nothing else tells, such as `image/*`. */
export type FileFacts = {
  readonly mediaType: string
  /** An address, a data URI, or base64 text. */
  readonly content?: string | undefined
  readonly fileId?: string | undefined
  readonly filename?: string | undefined
}

export function toFile({ mediaType, content, fileId, filename }: FileFacts): FilePart {
  const named = mediaTypeOfName(filename) ?? mediaType
  if (content === undefined) return { type: 'file', mediaType: named, ...defined({ fileId, filename }) }
  const written = /^data:([^;,]+)/i.exec(content)?.[1]
  const uri = isAddress(content) ? content : `data:${named};base64,${content}`
  return { type: 'file', mediaType: written ?? named, uri, ...defined({ fileId, filename }) }
}

function isAddress(content: string): boolean {
  return /^(https?|data|gs|s3|file):/i.test(content)
}

// Documents are sent with their name and without their type.
function mediaTypeOfName(filename: string | undefined): string | undefined {
  return filename !== undefined && /\.pdf$/i.test(filename) ? 'application/pdf' : undefined
}

const AUDIO_TYPES: ReadonlyMap<unknown, string> = new Map([
  ['wav', 'audio/wav'],
  ['mp3', 'audio/mpeg'],
  ['flac', 'audio/flac'],
  ['aac', 'audio/aac'],
  ['opus', 'audio/opus'],
  ['pcm16', 'audio/pcm'],
])

/** The media type of a sound format by the protocol's name of it. */
export function audioTypeOf(format: unknown): string {
  return AUDIO_TYPES.get(format) ?? 'audio/*'
}
