import { FinetapError } from '../../../core/errors.ts'
import type { Cursor } from '../../../core/store.ts'
import { writerOfId } from './parse-log-file.ts'

type Position = { readonly id: string; readonly end: number }

/**
 * How far the segments of each writer have been read. A writer adds to its last segment only, so one position per
 * writer is enough for nothing ever to be missed, whatever the other ones append, and wherever their files sort.
 */
export type Positions = {
  /** From which offset the segment is still to be read; undefined when its writer was seen in a later one. */
  unreadFrom(id: string): number | undefined
  moveTo(id: string, end: number): void
  /** Makes the cursors of one segment: all positions as they are now, with this segment read up to `end`. */
  cursors(id: string): (end: number) => Cursor
}

/** @throws FinetapError `bad_option` when the cursor is not one of this store. */
export function createPositions(after: Cursor | undefined): Positions {
  const positions = new Map<string, Position>()
  for (const { id, end } of after === undefined ? [] : parse(after)) positions.set(writerOfId(id), { id, end })

  function prefixOf(id: string): string {
    const writer = writerOfId(id)
    const others = [...positions].filter(([other]) => other !== writer).map(([, position]) => textOf(position))
    return `${others.join('')}${encodeURIComponent(`${id}.jsonl`)}:`
  }

  return {
    unreadFrom(id) {
      const position = positions.get(writerOfId(id))
      if (position === undefined || position.id < id) return 0
      return position.id === id ? position.end : undefined
    },
    moveTo(id, end) {
      const writer = writerOfId(id)
      const position = positions.get(writer)
      // A file that was written anew may lack the lines up to which it has been read.
      if (position === undefined || position.id !== id || position.end < end) positions.set(writer, { id, end })
    },
    cursors(id) {
      let prefix: string | undefined
      // Made when the first cursor is asked for: reading without cursors must not pay for every writer at each file.
      return (end) => {
        prefix ??= prefixOf(id)
        return `${prefix}${end};`
      }
    },
  }
}

function textOf({ id, end }: Position): string {
  return `${encodeURIComponent(`${id}.jsonl`)}:${end};`
}

function parse(cursor: Cursor): readonly Position[] {
  const entries = cursor.split(';')
  if (entries.pop() !== '' || entries.length === 0) throw badCursor(cursor)
  return entries.map((entry) => {
    const [, id, end] = /^([^:]+)\.jsonl:(\d+)$/.exec(entry) ?? []
    if (id === undefined || end === undefined) throw badCursor(cursor)
    return { id: decodeId(id, cursor), end: Number(end) }
  })
}

function decodeId(id: string, cursor: Cursor): string {
  try {
    return decodeURIComponent(id)
  } catch {
    throw badCursor(cursor)
  }
}

function badCursor(cursor: Cursor): FinetapError {
  return new FinetapError('bad_option', {
    what: `The cursor ${JSON.stringify(cursor.slice(0, 80))} is not one of a jsonl store`,
    fix: 'give a cursor that scan of the same store has yielded',
  })
}
