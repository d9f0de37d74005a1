import { field } from '../../../core/field.ts'
import { isJsonObject, type JsonObject } from '../../../core/json.ts'
import { snapshotJson } from '../../../core/snapshot.ts'
import { createMeter, LARGEST_ANSWER } from '../../../middleware/answer-size.ts'
import { finished, type Block } from './block.ts'

/** The content blocks of a streamed answer, put together from their pieces. */
export type Blocks = {
  /** A block begins. True when it carries something already. */
  start(index: unknown, begun: unknown): boolean
  /** A piece of a block. True when it carries something. */
  delta(index: unknown, delta: unknown): boolean
  /** The blocks as they would have come whole, as far as they came. */
  content(): readonly JsonObject[]
}

/** @param largest what the answer may hold in memory (default 64 Mi characters); beyond it the methods throw */
export function createBlocks(largest: number = LARGEST_ANSWER): Blocks {
  const grow = createMeter(largest)
  const blocks: Block[] = []
  const open = new Map<unknown, Block>()

  function begin(index: unknown, begun: JsonObject): Block {
    const block: Block = { begun, text: [], input: [], citations: [], last: {} }
    blocks.push(block)
    open.set(index, block)
    return block
  }

  function copy(value: unknown): JsonObject {
    const copied = snapshotJson(value)
    grow(JSON.stringify(copied).length)
    return isJsonObject(copied) ? copied : {}
  }

  function add(pieces: string[], piece: unknown): boolean {
    if (typeof piece !== 'string' || piece === '') return false
    grow(piece.length)
    pieces.push(piece)
    return true
  }

  return {
    start(index, begun) {
      const { type, ...fields } = begin(index, copy(begun)).begun
      return (type !== 'text' && type !== 'thinking') || Boolean(fields[type])
    },
    delta(index, delta) {
      switch (field(delta, 'type')) {
        case 'text_delta':
          return add((open.get(index) ?? begin(index, { type: 'text' })).text, field(delta, 'text'))
        case 'thinking_delta':
          return add((open.get(index) ?? begin(index, { type: 'thinking' })).text, field(delta, 'thinking'))
        case 'input_json_delta':
          return add(open.get(index)?.input ?? [], field(delta, 'partial_json'))
        case 'citations_delta':
          open.get(index)?.citations.push(copy(field(delta, 'citation')))
          return true
        case 'signature_delta':
        case 'compaction_delta':
          return setLast(open.get(index), copy(delta))
        default:
          return false
      }
    },
    content: () => blocks.map(finished),
  }
}

// A signature, or a summary.
function setLast(block: Block | undefined, delta: JsonObject): boolean {
  if (block === undefined) return false
  const { type: _, ...fields } = delta
  block.last = { ...block.last, ...fields }
  return false
}
