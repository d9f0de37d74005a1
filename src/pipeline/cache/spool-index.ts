import { closeSync, openSync, readSync } from 'node:fs'
import { createAppendFile, type AppendFile } from '../append-file.ts'
import { forEachLineOfSpool, forEachSpoolLine } from '../fold/spool-line.ts'
import { openAhead } from '../read-ahead.ts'
import type { Stretch } from '../read-at.ts'
import { appendFile } from './cache-files.ts'

/** A spool, and how large it is. */
export type IndexedSpool = { readonly path: string; readonly bytes: number }

/** Lines of one key that lie one behind the other. */
type Run = Stretch & { readonly path: string; readonly beginning: number }

/** How the key of a run begins, and how many bytes it has. */
const RUN_NUMBERS = 2
const CHUNK_RUNS = 8192
/** A longer run is several, so that each can be read at once. */
const LONG_RUN_BYTES = 2 ** 20
const KEY_START = 1

/**
 * Writes down what lies where in spools, behind an earlier index: to look for a few keys in it takes a fraction of the time
 * that it takes to read all lines. Eight bytes for the lines of each call.
 */
export function writeIndex(to: string, earlier: string | undefined, spools: readonly string[]): void {
  const index = createAppendFile(to)
  try {
    if (earlier !== undefined) appendFile(earlier, index)
    for (const path of spools) indexSpool(path, index)
  } finally {
    index.close()
  }
}

function indexSpool(path: string, index: AppendFile): void {
  const run = new Uint32Array(RUN_NUMBERS)
  const written = new Uint8Array(run.buffer)
  let [beginning, bytes] = [0, 0]

  function end(): void {
    run[0] = beginning
    run[1] = bytes
    if (bytes > 0) index.append(written)
    bytes = 0
  }

  forEachSpoolLine(path, (line) => {
    const own = beginningOf(line, KEY_START)
    if (own !== beginning || bytes > LONG_RUN_BYTES) end()
    beginning = own
    bytes += line.length + 1
  })
  end()
}

/**
 * Calls `take` with the lines of some keys, and perhaps with those of others that begin like them; they are valid only
 * during the call.
 *
 * @param spools those of the index, in its order
 */
export function forEachIndexedLine(
  index: string,
  { spools, keys }: { readonly spools: readonly IndexedSpool[]; readonly keys: Iterable<string> },
  take: (line: Buffer) => void,
): void {
  const wanted = new Set(Array.from(keys, (key) => beginningOf(Buffer.from(key, 'latin1'), 0)))
  let open: { readonly path: string; readonly file: ReturnType<typeof openAhead> } | undefined
  try {
    for (const run of runsIn(index, spools)) {
      if (!wanted.has(run.beginning)) continue
      if (open?.path !== run.path) {
        open?.file.close()
        open = { path: run.path, file: openAhead(run.path) }
      }
      forEachLineOfSpool(open.file.bytes(run), take)
    }
  } finally {
    open?.file.close()
  }
}

function* runsIn(index: string, spools: readonly IndexedSpool[]): Generator<Run> {
  const numbers = numbersIn(index)
  try {
    for (const { path, bytes } of spools) {
      for (let offset = 0; offset < bytes;) {
        const [beginning, length] = [numbers.next().value, numbers.next().value]
        if (beginning === undefined || length === undefined) throw new Error('the index ends before the spools')
        yield { path, beginning, offset, length }
        offset += length
      }
    }
  } finally {
    // Nobody asks it for its end, where it closes its file.
    numbers.return(undefined)
  }
}

function* numbersIn(path: string): Generator<number, undefined> {
  const file = openSync(path, 'r')
  try {
    const numbers = new Uint32Array(CHUNK_RUNS * RUN_NUMBERS)
    for (let read = -1; read !== 0;) {
      read = readSync(file, numbers, 0, numbers.byteLength, null)
      yield* numbers.subarray(0, read / Uint32Array.BYTES_PER_ELEMENT)
    }
  } finally {
    closeSync(file)
  }
}

const BEGINNING_DIGITS = 8

/** The first digits of a key as a number. */
function beginningOf(bytes: Buffer, start: number): number {
  let beginning = 0
  for (let index = start; index < start + BEGINNING_DIGITS; index += 1)
    beginning = (beginning << 4) | digitOf(bytes[index] ?? 0)
  return beginning >>> 0
}

/** The value of a hexadecimal digit in lower case, and some number below 16 for anything else. */
function digitOf(code: number): number {
  return ((code & 15) + 9 * (code >> 6)) & 15
}
