import { DIGEST_LENGTH } from '../digest.ts'
import { createSpool, withLineFeed, type Partition } from '../fold/spool.ts'
import { forEachLine } from '../read-at.ts'

/** The keys of the lines of spools. */
export function keysIn(paths: readonly string[]): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const path of paths) forEachLine(path, (line) => keys.add(keyOf(line)))
  return keys
}

/** Copies the lines of some keys into a spool of its own, each under the key that `standing` gives for its own. */
export function spoolLinesOf(
  keys: ReadonlySet<string>,
  paths: readonly string[],
  { directory, standing }: { readonly directory: string; readonly standing: (key: string) => string },
): readonly Partition[] {
  const spool = createSpool(directory)
  try {
    for (const path of paths) {
      forEachLine(path, (line) => {
        const key = standing(keyOf(line))
        if (!keys.has(key)) return
        line.write(key, 1, 'latin1')
        spool.write(key, withLineFeed(line))
      })
    }
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
    forEachLine(path, (line) => {
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

function keyOf(line: Buffer): string {
  return line.toString('latin1', 1, 1 + DIGEST_LENGTH)
}
