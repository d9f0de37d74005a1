import { field, listField, textField } from '../../../core/field.ts'
import type { OtherPart, Part } from '../../../core/message.ts'
import { snapshotJson } from '../../../core/snapshot.ts'
import { audioTypeOf, toFile } from './file.ts'

/** The content of a message: a text, or a list of parts. Empty texts are left out, unknown kinds are kept as `other`. */
export function toContent(content: unknown): readonly Part[] {
  if (typeof content === 'string') return toText(content)
  return Array.isArray(content) ? Array.from(content, toParts).flat() : []
}

export function toText(text: unknown): readonly Part[] {
  return typeof text === 'string' && text !== '' ? [{ type: 'text', text }] : []
}

/** What a model says in the place of an answer. */
export function toRefusal(text: unknown): readonly Part[] {
  return typeof text === 'string' && text !== '' ? [{ type: 'other', kind: 'refusal', value: text }] : []
}

function toParts(part: unknown): readonly Part[] {
  switch (field(part, 'type')) {
    case 'text':
      return toText(field(part, 'text'))
    case 'refusal':
      return toRefusal(field(part, 'refusal'))
    default:
      return typeof part === 'string' ? toText(part) : [toPart(part)]
  }
}

function toPart(part: unknown): Part {
  const type = textField(part, 'type') ?? 'unknown'
  switch (type) {
    case 'thinking':
      return { type: 'reasoning', text: thoughtsOf(part) }
    case 'image_url':
      return toFile({ mediaType: 'image/*', content: addressOf(part, type) })
    case 'video_url':
      return toFile({ mediaType: 'video/*', content: addressOf(part, type) })
    case 'audio_url':
      return toFile({ mediaType: 'audio/*', content: addressOf(part, type) })
    case 'input_audio':
      return toAudio(field(part, type))
    case 'file':
      return toDocument(field(part, type))
    default:
      return other(type, part)
  }
}

export function other(kind: string, part: unknown): OtherPart {
  return { type: 'other', kind, value: snapshotJson(part) }
}

/** The thoughts that some servers put among the parts: texts within a part. */
export function thoughtsOf(part: unknown): string {
  const thinking = field(part, 'thinking')
  if (typeof thinking === 'string') return thinking
  return listField(part, 'thinking')
    .map((piece) => textField(piece, 'text') ?? '')
    .join('')
}

function addressOf(part: unknown, key: string): string | undefined {
  return textField(field(part, key), 'url') ?? textField(part, key)
}

function toAudio(audio: unknown): Part {
  return toFile({ mediaType: audioTypeOf(field(audio, 'format')), content: textField(audio, 'data') })
}

function toDocument(file: unknown): Part {
  return toFile({
    mediaType: 'application/octet-stream',
    content: textField(file, 'file_data'),
    fileId: textField(file, 'file_id'),
    filename: textField(file, 'filename'),
  })
}
