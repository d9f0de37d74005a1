import { field, numberField, textField } from '../../../core/field.ts'
import type { Part } from '../../../core/message.ts'
import { createMeter, LARGEST_ANSWER } from '../../../middleware/answer-size.ts'
import { PiecedItem } from './pieced-item.ts'

/** The items of a streamed answer. */
export type Items = {
  /** A piece of plain text. */
  text(itemIndex: number, contentIndex: number, piece: string): boolean
  /** The item that an event belongs to; one of this type if it was not announced. */
  at(event: unknown, type: string): PiecedItem
  /** An item begins; true when that alone says something, as the name of a tool does. */
  begin(event: unknown): boolean
  /** An item is there as a whole. */
  done(event: unknown): void
  /** What has arrived so far, in the order of the answer. */
  parts(): readonly Part[]
}

// A server may begin items without end.
const ITEM = 1_000

export function createItems(): Items {
  const meter = createMeter(LARGEST_ANSWER)
  const items: PiecedItem[] = []
  const byIndex = new Map<number, PiecedItem>()
  const byId = new Map<string, PiecedItem>()

  function create(event: unknown, index: number, item: unknown): PiecedItem {
    meter(ITEM)
    const id = idOf(event)
    const created = new PiecedItem({ index, id }, item, meter)
    items.push(created)
    byIndex.set(index, created)
    if (id !== undefined) byId.set(id, created)
    return created
  }

  function find(event: unknown): PiecedItem | undefined {
    const index = numberField(event, 'output_index')
    if (index !== undefined) return byIndex.get(index)
    const id = idOf(event)
    return id === undefined ? items.at(-1) : byId.get(id)
  }

  function nextIndex(event: unknown): number {
    return numberField(event, 'output_index') ?? items.length
  }

  return {
    text(itemIndex, contentIndex, piece) {
      const item = byIndex.get(itemIndex) ?? create(undefined, itemIndex, { type: 'message' })
      return item.add('output_text', contentIndex, piece)
    },
    at(event, type) {
      return find(event) ?? create(event, nextIndex(event), { type, id: idOf(event) })
    },
    begin(event) {
      const item = field(event, 'item')
      if (isAnother(find(event), event)) create(event, nextIndex(event), item)
      return textField(item, 'name') !== undefined
    },
    done(event) {
      const known = find(event)
      const item = known === undefined || isOver(known, event) ? create(event, nextIndex(event), undefined) : known
      item.done(field(event, 'item'))
    },
    parts: () => items.toSorted((a, b) => a.index - b.index).flatMap((item) => item.parts()),
  }
}

// Some servers give every item the index 0, and some give none an id: such an item is over when another one begins.
function isAnother(known: PiecedItem | undefined, event: unknown): boolean {
  return known === undefined || known.isDone || (known.id !== undefined && known.id !== idOf(event))
}

function isOver(known: PiecedItem, event: unknown): boolean {
  return known.isDone && (known.id === undefined || known.id !== idOf(event))
}

function idOf(event: unknown): string | undefined {
  return textField(event, 'item_id') ?? textField(field(event, 'item'), 'id')
}
