import { FinetapError } from '../core/errors.ts'
import { nameOf, type Address } from './address.ts'
import { statOf } from './stat-of.ts'

/**
 * Refuses to write as root into the log of another user: the app could not read the files that this makes, and a log of
 * which a part cannot be read is none.
 *
 * @throws FinetapError `store_unwritable`
 */
export function requireOwnLog(address: Address): void {
  const uid = otherOwner(address)
  if (uid === undefined) return
  throw new FinetapError('store_unwritable', {
    what: `${nameOf(address)} is the log of another user (${uid})`,
    why: 'what root writes there that user cannot read, and neither can the app',
    fix: `run it as that user: sudo -u '#${uid}' npx finetap …`,
  })
}

/** True for root, where the log is that of another user. */
export function isLogOfOther(address: Address): boolean {
  return otherOwner(address) !== undefined
}

function otherOwner(address: Address): number | undefined {
  if (address.kind !== 'jsonl' || process.geteuid?.() !== 0) return undefined
  return statOf(address.path)?.uid || undefined
}
