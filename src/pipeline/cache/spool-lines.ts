import { DIGEST_LENGTH } from '../digest.ts'
import { createSpool, type Partition } from '../fold/spool.ts'
import { forEachSpoolLine, keyOf, withLineFeed } from '../fold/spool-line.ts'
import type { JoinedKeys } from '../fold/window-keys.ts'
import { forEachIndexedLine, type IndexedSpool } from './spool-index.ts'

/** The keys of the lines of spools. */
export function keysIn(paths: readonly string[]): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const path of paths) forEachSpoolLine(path, (line) => keys.add(keyOf(line)))
  return keys
}

export type SpoolLines = {
  /** Of an earlier build, and their index. */
  readonly earlier: { readonly index: string; readonly spools: readonly IndexedSpool[] }
  /** Paths of those that are new. */
  readonly news: readonly string[]
}

/** Copies the lines of some keys into a spool of its own, those of a joined key under the one that stands for it. */
export function spoolLinesOf(
  keys: ReadonlySet<string>,
  { earlier, news }: SpoolLines,
  { directory, joined }: { readonly directory: string; readonly joined: JoinedKeys },
): readonly Partition[] {
  const spool = createSpool(directory)

  function take(line: Buffer): void {
    const key = joined.of(keyOf(line))
    if (!keys.has(key)) return
    line.write(key, 1, 'latin1')
    spool.write(key, withLineFeed(line))
  }

  try {
    const mayBeOf = [...keys, ...Array.from(joined.entries(), ([key]) => key)]
    forEachIndexedLine(earlier.index, { spools: earlier.spools, keys: mayBeOf }, take)
    for (const path of news) forEachSpoolLine(path, take)
  } catch (error) {
    spool.close()
    throw error
  }
  return spool.close()
}

const ID_START = 1 + DIGEST_LENGTH + '{"id":'.length

/** The keys under which generations of these ids lie. */
export function keysOfGenerations(ids: ReadonlySet<string>, paths: readonly string[]): ReadonlySet<string> {
  const wanted = new Set(Array.from(ids, (id) => JSON.stringify(id)))
  const keys = new Set<string>()
  if (wanted.size === 0) return keys
  for (const path of paths) {
    forEachSpoolLine(path, (line) => {
      if (line[0] !== GENERATION_LETTER) return
      if (wanted.has(firstStringOf(line))) keys.add(keyOf(line))
    })
  }
  return keys
}

const [GENERATION_LETTER, QUOTE, BACKSLASH] = [0x67, 0x22, 0x5c]

/** The JSON string that a note begins with. */
function firstStringOf(line: Buffer): string {
  let end = line.indexOf(QUOTE, ID_START + 1)
  while (isEscaped(line, end)) end = line.indexOf(QUOTE, end + 1)
  return line.toString('utf8', ID_START, end + 1)
}

function isEscaped(line: Buffer, quote: number): boolean {
  let before = quote - 1
  while (line[before] === BACKSLASH) before -= 1
  return (quote - before) % 2 === 0
}
