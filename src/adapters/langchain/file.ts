import { defined, field, textField } from '../../core/field.ts'
import type { FilePart } from '../../core/message.ts'
import { bytesToDataUri } from '../../core/snapshot.ts'

const UNKNOWN: { readonly [kind: string]: string } = {
  image_url: 'image/*',
  image: 'image/*',
  audio: 'audio/*',
  input_audio: 'audio/*',
  video: 'video/*',
  'text-plain': 'text/plain',
}

/** A file or image of a message: LangChain's blocks of both versions, and those of OpenAI and Anthropic. */
export function toFile(kind: string, block: unknown): FilePart {
  const content = field(block, 'source') ?? field(block, kind) ?? block
  const uri = typeof content === 'string' ? content : uriOf(content)
  const mediaType = mediaTypeOf(uri, content) ?? mediaTypeOf(uri, block) ?? UNKNOWN[kind] ?? 'application/octet-stream'
  const known = uri ?? dataUriOf(content, mediaType)
  const fileId = idOf(content)
  const filename = textField(content, 'filename') ?? textField(field(block, 'metadata'), 'filename')
  return { type: 'file', mediaType, ...defined({ uri: known, fileId, filename }) }
}

function uriOf(content: unknown): string | undefined {
  const uri = textField(content, 'url') ?? textField(content, 'file_data')
  if (uri !== undefined) return uri
  const data = textField(content, 'data')
  return data?.startsWith('data:') === true ? data : undefined
}

function dataUriOf(content: unknown, mediaType: string): string | undefined {
  const data = field(content, 'data')
  if (data instanceof Uint8Array) return bytesToDataUri(data, mediaType)
  const text = textField(content, 'text')
  // Escaped as little as a reader needs, so that redaction finds in it what it finds in plain text.
  if (text !== undefined) return `data:${mediaType},${text.replaceAll('%', '%25').replaceAll('#', '%23')}`
  return typeof data === 'string' ? `data:${mediaType};base64,${data}` : undefined
}

function mediaTypeOf(uri: string | undefined, content: unknown): string | undefined {
  const named = textField(content, 'mimeType') ?? textField(content, 'mime_type') ?? textField(content, 'media_type')
  if (named !== undefined) return named
  const format = textField(content, 'format')
  if (format !== undefined) return `audio/${format}`
  return /^data:([^;,]+)/.exec(uri ?? '')?.[1]
}

function idOf(content: unknown): string | undefined {
  return textField(content, 'fileId') ?? textField(content, 'file_id') ?? sourceId(content)
}

function sourceId(content: unknown): string | undefined {
  return textField(content, 'source_type') === 'id' ? textField(content, 'id') : undefined
}
