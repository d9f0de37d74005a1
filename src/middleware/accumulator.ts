import { defined } from '../core/field.ts'
import { isJsonObject } from '../core/json.ts'
import type { Message, Part, ToolCallPart } from '../core/message.ts'
import { sizeOfPart } from '../core/size.ts'
import { snapshotJson } from '../core/snapshot.ts'
import { createMeter, LARGEST_ANSWER } from './answer-size.ts'

/** Puts the pieces of a streamed answer together. Keeps references to the pieces, joins them when asked. */
export type Accumulator = {
  /** A piece of text. Pieces of blocks that interleave are told apart by `block`. */
  text(delta: string, block?: string): void
  reasoning(delta: string, block?: string, signature?: string): void
  /** A block begins: what follows under its name is not joined to an earlier block of that name. */
  openBlock(kind: 'text' | 'reasoning', block: string): void
  /** A tool call begins whose input comes in pieces. */
  openToolCall(id: string, name: string): void
  toolInput(id: string, delta: string): void
  /** A whole part, in its place among the blocks. A tool call takes the place of the pieces that came before it. */
  part(part: Part): void
  /** What has arrived so far as one assistant message; none when nothing has. */
  messages(): readonly Message[]
}

type Block =
  | { readonly kind: 'text'; readonly pieces: string[] }
  | { readonly kind: 'reasoning'; readonly pieces: string[]; signature?: string }
  | { readonly kind: 'tool_call'; readonly pieces: string[]; readonly id: string; readonly name: string }

type Entry = { content: Block | Part }

/** @param largest what the answer may hold in memory (default 64 Mi characters); beyond it the methods throw */
export function createAccumulator(largest: number = LARGEST_ANSWER): Accumulator {
  const grow = createMeter(largest)
  const entries: Entry[] = []
  const open = new Map<string, { readonly block: Block; readonly entry: Entry }>()
  // Nearly every piece of an answer goes on with the text of the piece before.
  let last: { readonly name: string; readonly pieces: string[] } | undefined

  function blockFor(key: string, create: () => Block): Block {
    const known = open.get(key)
    if (known !== undefined) return known.block
    const block = create()
    const entry = { content: block }
    entries.push(entry)
    open.set(key, { block, entry })
    return block
  }

  function textBlock(block: string): Block {
    return blockFor(`text ${block}`, () => ({ kind: 'text', pieces: [] }))
  }

  return {
    text(delta, block = '') {
      if (delta === '') return
      grow(delta.length)
      if (last?.name !== block) last = { name: block, pieces: textBlock(block).pieces }
      last.pieces.push(delta)
    },
    reasoning(delta, block = '', signature) {
      if (delta === '' && signature === undefined) return
      grow(delta.length + (signature?.length ?? 0))
      const target = blockFor(`reasoning ${block}`, () => ({ kind: 'reasoning', pieces: [] }))
      target.pieces.push(delta)
      if (target.kind === 'reasoning' && signature !== undefined) target.signature = signature
    },
    openBlock(kind, block) {
      last = undefined
      open.delete(`${kind} ${block}`)
    },
    openToolCall(id, name) {
      grow(id.length + name.length)
      blockFor(`tool_call ${id}`, () => ({ kind: 'tool_call', pieces: [], id, name }))
    },
    toolInput(id, delta) {
      grow(delta.length)
      open.get(`tool_call ${id}`)?.block.pieces.push(delta)
    },
    part(part) {
      grow(sizeOfPart(part))
      // Text without a block name goes on behind the part, not before it.
      last = undefined
      open.delete('text ')
      open.delete('reasoning ')
      const begun = part.type === 'tool_call' ? open.get(`tool_call ${part.id}`) : undefined
      if (begun === undefined) entries.push({ content: part })
      else begun.entry.content = part
    },
    messages() {
      const parts = entries.map(({ content }) => ('pieces' in content ? toPart(content) : content))
      return parts.length === 0 ? [] : [{ role: 'assistant', parts }]
    },
  }
}

function toPart(block: Block): Part {
  const text = block.pieces.join('')
  switch (block.kind) {
    case 'text':
      return { type: 'text', text }
    case 'reasoning':
      return { type: 'reasoning', text, ...defined({ signature: block.signature }) }
    case 'tool_call':
      return toolCallPart({ id: block.id, name: block.name, arguments: text })
  }
}

/**
 * A tool call from the text or value that a model gave as arguments. What is no JSON object is kept as
 * `argumentsRaw`, with empty `arguments`. No text at all is a call without arguments.
 */
export function toolCallPart(call: { id: string; name: string; arguments: unknown }): ToolCallPart {
  const { id, name } = call
  const base = { type: 'tool_call', id, name } as const
  if (isJsonObject(call.arguments)) return { ...base, arguments: call.arguments }
  const raw = typeof call.arguments === 'string' ? call.arguments : (JSON.stringify(call.arguments) ?? '')
  if (raw.trim() === '') return { ...base, arguments: {} }
  try {
    const parsed: unknown = JSON.parse(raw)
    // Copied, because a model may write keys and depths that no store and no reader takes.
    const copied = snapshotJson(parsed)
    if (isJsonObject(copied)) return { ...base, arguments: copied }
  } catch {
    // Kept raw below.
  }
  return { ...base, arguments: {}, argumentsRaw: raw }
}
