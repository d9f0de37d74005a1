import { snapshotJson } from '../../../core/snapshot.ts'
import { fieldsOf, isThere, textIn } from './fields.ts'

/** The tool calls of a streamed choice, whose arguments come in pieces. */
export type PiecedToolCalls = {
  /** Takes in an entry of `tool_calls`. */
  take(call: unknown): void
  /** As they would stand in an answer that came at once. */
  whole(): readonly unknown[]
}

type PiecedCall = {
  readonly index: number
  readonly kind: 'function' | 'custom'
  readonly pieces: string[]
  id: string | undefined
  name: string
  /** How often its name came again without an id. */
  repeats: number
}

/** What one entry says: mostly the next piece of the arguments, and nothing else. */
type Piece = {
  readonly index: number | undefined
  readonly id: string | undefined
  readonly name: string | undefined
  readonly kind: PiecedCall['kind']
  readonly text: string
}

// A server may begin calls without end.
const CALL = 200
// One that repeats the name more often does so with each piece, and the pieces are not to be joined as often.
const MOST_REPEATS = 32

/** @param grow told how many characters are kept */
export function createToolCalls(grow: (characters: number) => void): PiecedToolCalls {
  const calls: PiecedCall[] = []
  const byIndex = new Map<number, PiecedCall>()
  const byId = new Map<string, PiecedCall>()

  function find({ index, id, name }: Piece): PiecedCall | undefined {
    const ofId = id === undefined ? undefined : byId.get(id)
    if (index === undefined && id !== undefined) return ofId
    const known = index === undefined ? calls.at(-1) : byIndex.get(index)
    return known === undefined || !isAnother(known, id, name) ? known : ofId
  }

  function begin({ index = calls.length, id, name = '', kind }: Piece): PiecedCall {
    const call: PiecedCall = { index, kind, id, name, pieces: [], repeats: 0 }
    grow(CALL)
    calls.push(call)
    byIndex.set(index, call)
    return call
  }

  return {
    take(entry) {
      const piece = readPiece(entry)
      const { id, name, text } = piece
      grow(text.length + (id?.length ?? 0) + (name?.length ?? 0))
      const call = find(piece) ?? begin(piece)
      call.id ??= id
      if (call.id !== undefined) byId.set(call.id, call)
      if (name !== undefined) call.name = name
      if (text !== '') call.pieces.push(text)
    },
    whole: () => calls.toSorted((a, b) => a.index - b.index).map(toWhole),
  }
}

function readPiece(entry: unknown): Piece {
  const { index, id, custom, function: called } = fieldsOf(entry)
  const isCustom = isThere(custom)
  const { name, arguments: args, input } = fieldsOf(isCustom ? custom : called)
  const text = isCustom ? input : args
  return {
    index: typeof index === 'number' ? index : undefined,
    id: textIn(id) || undefined,
    name: textIn(name) || undefined,
    kind: isCustom ? 'custom' : 'function',
    text: typeof text === 'string' ? text : textOfValue(text),
  }
}

// Some servers send the arguments parsed.
function textOfValue(value: unknown): string {
  return isThere(value) ? JSON.stringify(snapshotJson(value)) : ''
}

/**
 * Some servers give every call the index 0, and some send the id again with each piece, or even another one. Only a
 * name says that a call begins: another one, or, where there are no ids, the same one behind arguments that are whole.
 */
function isAnother(known: PiecedCall, id: string | undefined, name: string | undefined): boolean {
  if (name === undefined) return false
  if (id !== undefined && known.id !== undefined) return id !== known.id
  if (name !== known.name) return true
  return known.id === undefined && known.kind === 'function' && isOver(known)
}

function isOver(known: PiecedCall): boolean {
  known.repeats += 1
  if (known.repeats > MOST_REPEATS || known.pieces.at(-1)?.trimEnd().endsWith('}') !== true) return false
  try {
    JSON.parse(known.pieces.join(''))
    return true
  } catch {
    return false
  }
}

function toWhole({ id, kind, name, pieces }: PiecedCall): unknown {
  const text = pieces.join('')
  return kind === 'custom' ? { id, custom: { name, input: text } } : { id, function: { name, arguments: text } }
}
