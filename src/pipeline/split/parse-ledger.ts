import type { Hash } from 'node:crypto'
import { FinetapError } from '../../core/errors.ts'
import { createLedger, sealLine, startHash, type Ledger, type LedgerSettings } from './ledger.ts'
import { checkHeader } from './ledger-header.ts'
import { KEY_PLACES, placeCode } from './splits.ts'

const ENTRY = /^\{"key":"([0-9a-f]{32})","split":"(train|validation|test|aside)"\}$/
const SEAL = /^\{"seal":"[0-9a-f]{32}"\}$/
const LONGEST_LINE = 4096
const LINE_FEED = 0x0a

/** Takes the bytes of a ledger in pieces. Both throw what `readLedger` throws. */
export type LedgerParser = {
  /** The piece may be overwritten afterwards. */
  readonly take: (piece: Buffer) => void
  readonly finish: () => Ledger
}

/** @param path for messages, and for those who write the ledger anew */
export function createLedgerParser(path: string, settings: LedgerSettings): LedgerParser {
  const ledger = createLedger(settings)
  const hash = startHash()
  let rest = Buffer.alloc(0)
  let lines = 0
  let bytes = 0
  let isSealed = false

  function takeLines(block: Buffer): void {
    const text = block.toString('latin1')
    let hashed = 0
    let start = 0
    for (let feed = text.indexOf('\n'); feed !== -1; feed = text.indexOf('\n', start)) {
      const line = text.slice(start, feed)
      lines += 1
      isSealed = SEAL.test(line)
      if (lines === 1) checkHeader(path, line, settings)
      else if (isSealed) {
        hash.update(block.subarray(hashed, start))
        hashed = start
        checkSeal(path, lines, line, hash)
      } else if (!takeEntry(path, lines, line, ledger)) {
        throw damaged(path, lines, 'is none of a ledger of splits')
      }
      start = feed + 1
    }
    hash.update(block.subarray(hashed))
    bytes += block.length
  }

  return {
    take(piece) {
      const block = Buffer.concat([rest, piece])
      const end = block.lastIndexOf(LINE_FEED) + 1
      takeLines(block.subarray(0, end))
      rest = block.subarray(end)
      if (rest.length > LONGEST_LINE) throw damaged(path, lines + 1, 'is too long for one of a ledger')
    },
    finish() {
      if (lines === 0) throw damaged(path, 1, rest.length === 0 ? 'is missing' : 'is cut off')
      const text = rest.toString('latin1')
      const isEntry = takeEntry(path, lines + 1, text, ledger)
      const isTorn = rest.length > 0 || !isSealed
      const file = { path, size: bytes + rest.length, bytes, hash, rest: isEntry ? text : '', isTorn }
      return { ...ledger, file }
    },
  }
}

function checkSeal(path: string, number: number, line: string, before: Hash): void {
  if (line === sealLine(before)) return
  throw damaged(path, number, 'seals other lines than those above it: one of them was changed, added or removed')
}

/** False when the line is no entry. */
function takeEntry(path: string, number: number, line: string, { keys, splits }: Ledger): boolean {
  const [, key = '', split = ''] = ENTRY.exec(line) ?? []
  const place = KEY_PLACES.find((known) => known === split)
  if (place === undefined) return false
  const code = placeCode(place)
  const id = keys.intern(key)
  if (id === splits.size()) splits.push(code)
  else if (splits.at(id) !== code) throw damaged(path, number, 'puts a key into a second split')
  return true
}

function damaged(path: string, number: number, what: string): FinetapError {
  return unreadableLedger(path, `cannot be trusted: line ${number} ${what}`)
}

export function unreadableLedger(path: string, what: string, cause?: unknown): FinetapError {
  return new FinetapError('ledger_unreadable', {
    what: `The ledger of splits ${path} ${what}`,
    why: 'without it, rows that were held out could move into training',
    fix: 'put it back from a copy; or remove it to divide all rows anew, and then trust no test of models trained before',
    cause,
  })
}
