import type { Erasure } from '../../../core/erasure.ts'
import { upgradeEvent } from '../../../core/upgrade.ts'
import { isSurelyNoMarker, parseMarker, type Marker } from '../markers.ts'
import { parseLine } from '../line.ts'
import type { OpenFile } from './open-file.ts'
import { readPieces, type PieceMemory } from './pieces.ts'

const MARK = Buffer.from('"erasure"')
const START = Buffer.from('{"v":1,"type":"')
const FIRST_LETTER = 0x65
const LINE_FEED = 0x0a

/** What a search of a file has found. */
export type Searched = {
  readonly identity: string
  /** How far the file has been searched, in bytes: to behind a line. */
  readonly end: number
  /** Bytes of the file that may be read. */
  readonly size: number
  readonly erasures: readonly Erasure[]
  /** Its first line, when that is a marker. */
  readonly header: Marker | undefined
}

/**
 * Finds the erasures in a file. Looking for a few bytes costs a small part of parsing.
 *
 * @param before what a search of the same file found, before it grew
 */
export async function searchFile(
  opened: OpenFile,
  to: number,
  before: Searched | undefined,
  memory?: PieceMemory,
): Promise<Searched> {
  const { identity, file } = opened
  const size = Math.min(to, opened.size)
  const erasures: Erasure[] = [...(before?.erasures ?? [])]
  let header = before?.header
  let end = before?.end ?? 0
  let carried: Buffer[] = []

  function searchLines(lines: Buffer): void {
    for (let from = 0; from < lines.length;) {
      const feed = lines.indexOf(LINE_FEED, from)
      const until = feed === -1 ? lines.length : feed
      if (mayBeErasure(lines, from)) erasures.push(...erasuresIn(lines.subarray(from, until)))
      from = until + 1
    }
  }

  for await (const piece of readPieces(opened, { from: end, to, ...(memory === undefined ? {} : { memory }) })) {
    if ('fault' in piece) break
    const first = piece.bytes.indexOf(LINE_FEED)
    if (first === -1) {
      carried.push(Buffer.from(piece.bytes))
      continue
    }
    const line = Buffer.concat([...carried, piece.bytes.subarray(0, first)])
    if (end === 0) header = headerOn(line)
    // Nothing is added to such a file, so its count is final.
    if (end === 0 && header?.erasures === 0) return { identity, end: 0, size, erasures, header }
    searchLines(line)
    const last = piece.bytes.lastIndexOf(LINE_FEED) + 1
    searchLines(piece.bytes.subarray(first + 1, last))
    end += line.length - first + last
    carried = [Buffer.from(piece.bytes.subarray(last))]
  }
  if (file.form === 'foreign') searchLines(Buffer.concat(carried))
  return { identity, end: file.coding === 'plain' ? end : 0, size, erasures, header }
}

/** False for most lines that are none: all that a store writes begin with their version and their type. */
function mayBeErasure(lines: Buffer, from: number): boolean {
  for (let index = 0; index < START.length; index += 1) if (lines[from + index] !== START[index]) return true
  return lines[from + START.length] === FIRST_LETTER
}

function headerOn(line: Buffer): Marker | undefined {
  if (isSurelyNoMarker(line)) return undefined
  const parsed = parseLine(Buffer.from(line))
  return parsed.ok ? parseMarker(parsed.value) : undefined
}

function erasuresIn(line: Buffer): readonly Erasure[] {
  if (!line.includes(MARK)) return []
  const parsed = parseLine(line)
  const upgraded = parsed.ok ? upgradeEvent(parsed.value) : parsed
  return upgraded.ok && upgraded.event.type === 'erasure' ? [upgraded.event] : []
}
