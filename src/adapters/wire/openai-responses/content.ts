import { field, listField, textField } from '../../../core/field.ts'
import type { Part } from '../../../core/message.ts'
import { other, toRefusal, toText } from '../openai-chat/content.ts'
import { audioTypeOf, toFile } from '../openai-chat/file.ts'
import { toSources } from '../openai-chat/source.ts'

/** The content of a message: a text, or a list of parts. Empty texts are left out, unknown kinds are kept as `other`. */
export function toContent(content: unknown): readonly Part[] {
  if (typeof content === 'string') return toText(content)
  return Array.isArray(content) ? Array.from(content, toParts).flat() : []
}

function toParts(part: unknown): readonly Part[] {
  const type = textField(part, 'type') ?? 'unknown'
  switch (type) {
    case 'input_text':
    case 'text':
      return toText(field(part, 'text'))
    case 'output_text':
      return [...toText(field(part, 'text')), ...toSources(listField(part, 'annotations'))]
    case 'refusal':
      return toRefusal(field(part, 'refusal'))
    case 'reasoning_text':
      return [{ type: 'reasoning', text: textField(part, 'text') ?? '' }]
    case 'input_image':
      return [toFile({ mediaType: 'image/*', content: addressOf(part), fileId: textField(part, 'file_id') })]
    case 'input_audio':
      return [toAudio(field(part, type))]
    case 'input_file':
      return [toDocument(part)]
    default:
      return [other(type, part)]
  }
}

// Servers that speak both protocols take the form of chat completions, too.
function addressOf(part: unknown): string | undefined {
  return textField(part, 'image_url') ?? textField(field(part, 'image_url'), 'url')
}

function toAudio(audio: unknown): Part {
  return toFile({ mediaType: audioTypeOf(field(audio, 'format')), content: textField(audio, 'data') })
}

function toDocument(file: unknown): Part {
  return toFile({
    mediaType: 'application/octet-stream',
    content: textField(file, 'file_data') ?? textField(file, 'file_url'),
    fileId: textField(file, 'file_id'),
    filename: textField(file, 'filename'),
  })
}
