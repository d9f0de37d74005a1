import { join } from 'node:path'
import { FinetapError } from '../../core/errors.ts'
import type { Manifest } from '../output/manifest.ts'
import { createLedger, type Ledger } from '../split/ledger.ts'
import { readLedger } from '../split/read-ledger.ts'
import { GROUP_KINDS, type GroupKind } from '../split/row-keys.ts'
import { placeCode, placeName, type SplitName } from '../split/splits.ts'
import type { Finding, LineageCheck } from './lineage-check.ts'
import type { Problem } from './problem.ts'

/**
 * What rows belong to stands in one split, and in that of the ledger where the dataset has one.
 *
 * @returns a problem in its place when the ledger cannot be trusted
 */
export async function checkKeys(
  folder: string,
  { config: { salt, split }, ledger }: Manifest,
  canRead: (file: string) => boolean,
): Promise<LineageCheck | { readonly problem: Problem }> {
  const groupBy = GROUP_KINDS.filter((kind) => split.groupBy?.includes(kind) ?? false)
  const settings = { salt, groupBy }
  if (ledger === undefined || !canRead(ledger.file)) return checkAgainst(createLedger(settings), 'itself')
  try {
    return checkAgainst(await readLedger(join(folder, ledger.file), settings), 'ledger')
  } catch (error) {
    if (!FinetapError.isInstance(error)) throw error
    return { problem: { file: ledger.file, code: 'ledger_differs', message: error.message } }
  }
}

/** @param by the ledger is that of the dataset, or is filled from the lines as they come */
function checkAgainst({ keys, splits }: Ledger, by: 'itself' | 'ledger'): LineageCheck {
  function look(kind: GroupKind, key: string, split: SplitName): Finding | undefined {
    const finding = (message: string): Finding => ({ code: 'ledger_differs', message })
    const known = keys.size()
    const id = by === 'itself' ? keys.intern(key) : keys.find(key)
    if (id === -1) return finding(`the ledger does not know its ${kind}`)
    if (id === known) {
      splits.push(placeCode(split))
      return undefined
    }
    const place = placeName(splits.at(id)) ?? 'train'
    if (place === split) return undefined
    const where = by === 'itself' ? `rows of its ${kind} lie in ${place}` : `the ledger has its ${kind} in ${place}`
    return finding(`it lies in ${split}, and ${where}`)
  }

  return {
    *take({ keys: own, split }) {
      if (own === undefined) yield { code: 'lineage_damaged', message: 'it has no keys' }
      for (const kind of GROUP_KINDS) {
        const key = own?.[kind]
        const finding = key === undefined ? undefined : look(kind, key, split)
        if (finding !== undefined) yield finding
      }
    },
  }
}
