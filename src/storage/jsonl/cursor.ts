import { FinetapError } from '../../core/errors.ts'
import type { Cursor } from '../../core/store.ts'
import { writerOf } from './segment-name.ts'

type Position = { readonly name: string; readonly end: number }

/**
 * How far the segments of each writer have been read. A writer adds to its last segment only, so one position per
 * writer is enough for nothing ever to be missed, whatever the other ones append, and wherever their files sort.
 */
export type Positions = {
  /** From which offset the file is still to be read; undefined when its writer was seen in a later one. */
  unreadFrom(name: string): number | undefined
  moveTo(name: string, end: number): void
  /** Makes the cursors of one file: all positions as they are now, with this file read up to `end`. */
  cursors(name: string): (end: number) => Cursor
}

/** @throws FinetapError `bad_option` when the cursor is not one of this store. */
export function createPositions(after: Cursor | undefined): Positions {
  const positions = new Map<string, Position>()
  for (const { name, end } of after === undefined ? [] : parse(after)) positions.set(writerOf(name), { name, end })

  function prefixOf(name: string): string {
    const writer = writerOf(name)
    const others = [...positions].filter(([other]) => other !== writer).map(([, position]) => textOf(position))
    return `${others.join('')}${encodeURIComponent(name)}:`
  }

  return {
    unreadFrom(name) {
      const position = positions.get(writerOf(name))
      if (position === undefined || position.name < name) return 0
      return position.name === name ? position.end : undefined
    },
    moveTo(name, end) {
      positions.set(writerOf(name), { name, end })
    },
    cursors(name) {
      let prefix: string | undefined
      // Made when the first cursor is asked for: reading without cursors must not pay for every writer at each file.
      return (end) => {
        prefix ??= prefixOf(name)
        return `${prefix}${end};`
      }
    },
  }
}

function textOf({ name, end }: Position): string {
  return `${encodeURIComponent(name)}:${end};`
}

function parse(cursor: Cursor): readonly Position[] {
  const entries = cursor.split(';')
  if (entries.pop() !== '' || entries.length === 0) throw badCursor(cursor)
  return entries.map((entry) => {
    const [, name, end] = /^([^:]+\.jsonl):(\d+)$/.exec(entry) ?? []
    if (name === undefined || end === undefined) throw badCursor(cursor)
    return { name: decodeName(name, cursor), end: Number(end) }
  })
}

function decodeName(name: string, cursor: Cursor): string {
  try {
    return decodeURIComponent(name)
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
