import { defined, field, textField } from '../../../../core/field.ts'
import type { OtherPart, Part } from '../../../../core/message.ts'
import { sizeOfPart } from '../../../../core/size.ts'
import { snapshotJson } from '../../../../core/snapshot.ts'
import type { Steps } from './steps.ts'

/** Takes in a chunk that is a whole part: true when it is one. What a later version adds is none of the answer's content. */
export function readPart(type: string, chunk: unknown, steps: Steps): boolean {
  const part = toPart(type, chunk)
  if (part === undefined) return false
  const name = nameOf(type, chunk)
  const known = name === '' ? undefined : steps.named(name)
  if (known?.kind === 'part') {
    steps.grow(Math.max(0, sizeOfPart(part) - sizeOfPart(known.part)))
    known.part = part
  } else {
    steps.grow(sizeOfPart(part))
    steps.add({ kind: 'part', name, part })
  }
  return true
}

function toPart(type: string, chunk: unknown): Part | undefined {
  switch (type) {
    case 'file':
    case 'reasoning-file':
      return toFile(chunk)
    case 'source-url':
    case 'source-document':
      return toSource(chunk)
    case 'custom':
      return other(type, chunk)
    default:
      // The page is told of what is transient, and does not keep it.
      return type.startsWith('data-') && field(chunk, 'transient') !== true ? other(type, chunk) : undefined
  }
}

/** Data of one kind and id takes the place of what came before. */
function nameOf(type: string, chunk: unknown): string {
  const id = textField(chunk, 'id')
  return type.startsWith('data-') && id !== undefined ? `${type} ${id}` : ''
}

/** A part of what the user says while the model answers. */
export function toUserPart(part: unknown): Part {
  const type = textField(part, 'type') ?? 'unknown'
  const text = field(part, 'text')
  if (type === 'text') return { type, text: typeof text === 'string' ? text : '' }
  return type === 'file' ? toFile(part) : other(type, part)
}

function toFile(chunk: unknown): Part {
  const mediaType = textField(chunk, 'mediaType') ?? 'application/octet-stream'
  return {
    type: 'file',
    mediaType,
    ...defined({ uri: textField(chunk, 'url'), filename: textField(chunk, 'filename') }),
  }
}

function toSource(chunk: unknown): Part {
  const id = textField(chunk, 'sourceId')
  const uri = textField(chunk, 'url')
  const title = textField(chunk, 'title') ?? textField(chunk, 'filename')
  return { type: 'source', ...defined({ id, uri, title, mediaType: textField(chunk, 'mediaType') }) }
}

function other(kind: string, value: unknown): OtherPart {
  return { type: 'other', kind, value: snapshotJson(value) }
}
