import { open } from 'node:fs/promises'
import { FinetapError } from '../../core/errors.ts'
import { systemCodeOf } from '../output/system-error.ts'
import { createLedger, type Ledger, type LedgerSettings } from './ledger.ts'
import { createLedgerParser, unreadableLedger } from './parse-ledger.ts'

const PIECE_BYTES = 256 * 1024

/**
 * Reads the ledger of a dataset; one without a file is new. What a cut-off end still holds is taken, see `isTorn`.
 *
 * @param isExpected an earlier build has left one
 * @throws FinetapError `ledger_unreadable` for a line that is damaged or of something else, with file and line;
 *   `ledger_mismatch` when the ledger was made with another salt or `groupBy`
 */
export async function readLedger(path: string, settings: LedgerSettings, isExpected: boolean = false): Promise<Ledger> {
  const file = await open(path).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return undefined
    throw unreadableLedger(path, 'cannot be opened', error)
  })
  if (file === undefined) return { ...createLedger(settings), isLost: isExpected }
  const parser = createLedgerParser(path, settings)
  const piece = Buffer.allocUnsafe(PIECE_BYTES)
  try {
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, PIECE_BYTES)
      if (bytesRead === 0) return parser.finish()
      parser.take(piece.subarray(0, bytesRead))
    }
  } catch (error) {
    throw FinetapError.isInstance(error) ? error : unreadableLedger(path, 'cannot be read', error)
  } finally {
    await file.close()
  }
}
