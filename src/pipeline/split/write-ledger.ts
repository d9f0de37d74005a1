import { createReadStream } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { FinetapError } from '../../core/errors.ts'
import { unwritable } from '../output/system-error.ts'
import { entryLine, ledgerHeader, sealLine, startHash, type Ledger, type LedgerEntry } from './ledger.ts'

/** What a build found out beside what its ledger knew. */
export type LedgerAdditions = {
  readonly size: number
  /** In order of the keys, so that equal additions are equal bytes. */
  readonly entries: () => Iterable<LedgerEntry>
}

const LINES_A_PIECE = 1000

/**
 * What to append to the whole lines of a ledger, in pieces; nothing when nothing is new. A new ledger gets its first
 * line, and what was cut off from a torn one is made whole.
 */
export function* ledgerLines({ settings, file }: Ledger, additions: LedgerAdditions): Generator<string> {
  if (file !== undefined && !file.isTorn && additions.size === 0) return
  const hash = file?.hash.copy() ?? startHash()
  let lines: string[] = file === undefined ? [ledgerHeader(settings)] : []
  if (file !== undefined && file.rest !== '') lines.push(file.rest)
  for (const entry of additions.entries()) {
    lines.push(entryLine(entry))
    if (lines.length < LINES_A_PIECE) continue
    yield hashed()
    lines = []
  }
  yield hashed()
  yield `${sealLine(hash)}\n`

  function hashed(): string {
    const piece = lines.map((line) => `${line}\n`).join('')
    hash.update(piece)
    return piece
  }
}

/**
 * Writes a ledger with its additions to a new file, for a dataset to move in. Move it in before the rows: keys that no
 * row has yet harm nothing, rows without their keys could move in the next build.
 *
 * @throws FinetapError `output_unwritable` when it cannot be written, or another build changed the ledger meanwhile
 */
export async function writeLedger(to: string, ledger: Ledger, additions: LedgerAdditions): Promise<void> {
  try {
    const file = await open(to, 'wx', 0o600)
    try {
      await copyLines(ledger, file)
      for (const piece of ledgerLines(ledger, additions)) await file.writeFile(piece)
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (error) {
    throw unwritable(to, error)
  }
}

async function copyLines({ file: from }: Ledger, to: FileHandle): Promise<void> {
  if (from === undefined) return
  const { size } = await stat(from.path)
  if (size !== from.size) {
    throw new FinetapError('output_unwritable', {
      what: `The ledger of splits ${from.path} has changed since this build began`,
      why: 'another build wrote into the same folder',
      fix: 'run the build again, one at a time',
    })
  }
  await to.writeFile(createReadStream(from.path, { end: from.bytes - 1 }))
}
