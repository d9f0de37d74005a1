import { join } from 'node:path'
import type { Erasure } from '../../core/erasure.ts'
import { upgradeEvent } from '../../core/upgrade.ts'
import { createLineSplitter, type Line } from './line-splitter.ts'
import { parseLine } from './line.ts'
import { readPieces, sizeOfFile } from './pieces.ts'
import { isSegment } from './segment-name.ts'

const MARK = Buffer.from('"erasure"')

export type ErasureIndex = {
  /** The erasures in these files, each read up to `to(name)`. */
  of(names: readonly string[], to: (name: string) => number): Promise<readonly Erasure[]>
}

type Searched = { readonly end: number; readonly erasures: readonly Erasure[] }

/**
 * Finds the erasures of a whole log before it is read, for an erasure hides what stands in earlier segments too.
 * Looking for a few bytes costs a small part of parsing; what was searched once is not searched again.
 */
export function createErasureIndex(dir: string): ErasureIndex {
  const searched = new Map<string, Searched>()

  return {
    async of(names, to) {
      for (const name of names) searched.set(name, await search(dir, name, searched.get(name), to(name)))
      return names.flatMap((name) => searched.get(name)?.erasures ?? [])
    },
  }
}

async function search(dir: string, name: string, before: Searched | undefined, to: number): Promise<Searched> {
  const path = join(dir, name)
  const size = Math.min(to, await sizeOfFile(path))
  if (before !== undefined && before.end === size) return before
  const known = before === undefined || before.end > size ? { end: 0, erasures: [] } : before
  const erasures = [...known.erasures]
  const splitter = createLineSplitter(known.end)
  let { end } = known
  for await (const piece of readPieces(path, { from: known.end, to: size })) {
    for (const line of splitter.lines(piece)) {
      erasures.push(...erasuresIn(line))
      end = line.end
    }
  }
  const rest = isSegment(name) ? undefined : splitter.rest()
  return { end, erasures: rest === undefined ? erasures : [...erasures, ...erasuresIn(rest)] }
}

function erasuresIn({ bytes }: Line): readonly Erasure[] {
  if (!bytes.includes(MARK)) return []
  const parsed = parseLine(bytes)
  const upgraded = parsed.ok ? upgradeEvent(parsed.value) : parsed
  return upgraded.ok && upgraded.event.type === 'erasure' ? [upgraded.event] : []
}
