import { field, textField } from '../../../../core/field.ts'
import { signatureOf, toCitedSources } from '../../../ai-sdk/content.ts'
import type { BlockEntry } from './entry.ts'
import type { Steps } from './steps.ts'

/** Takes in a chunk of a text or a thought: true when it holds something, undefined when it is of neither. */
export function readBlock(type: string, chunk: unknown, steps: Steps): boolean | undefined {
  const kind = KINDS.get(type.slice(0, type.indexOf('-')))
  if (kind === undefined) return undefined
  switch (type.slice(type.indexOf('-') + 1)) {
    case 'start':
      steps.open.delete(nameOf(kind, chunk))
      sign(blockAt(kind, chunk, steps), chunk)
      return false
    case 'delta':
      return take(kind, chunk, steps)
    case 'end':
      close(kind, chunk, steps)
      return false
    default:
      return undefined
  }
}

type Kind = BlockEntry['kind']

const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['text', 'text'],
  ['reasoning', 'reasoning'],
])

function take(kind: Kind, chunk: unknown, steps: Steps): boolean {
  const delta = field(chunk, 'delta')
  const block = blockAt(kind, chunk, steps)
  sign(block, chunk)
  if (typeof delta !== 'string' || delta === '') return false
  steps.grow(delta.length)
  block.pieces.push(delta)
  return true
}

function close(kind: Kind, chunk: unknown, steps: Steps): void {
  const block = blockAt(kind, chunk, steps)
  sign(block, chunk)
  block.sources = toCitedSources(chunk)
  steps.open.delete(nameOf(kind, chunk))
}

function blockAt(kind: Kind, chunk: unknown, steps: Steps): BlockEntry {
  const name = nameOf(kind, chunk)
  const known = steps.open.get(name)
  if (known !== undefined && known.kind === kind) return known
  steps.grow(name.length)
  const block: BlockEntry = { kind, pieces: [], signature: undefined, sources: [] }
  steps.open.set(name, block)
  steps.add(block)
  return block
}

function sign(block: BlockEntry, chunk: unknown): void {
  if (block.kind === 'reasoning') block.signature = signatureOf(chunk) ?? block.signature
}

function nameOf(kind: Kind, chunk: unknown): string {
  return `${kind} ${textField(chunk, 'id') ?? ''}`
}
