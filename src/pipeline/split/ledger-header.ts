import { FinetapError } from '../../core/errors.ts'
import { field, listField, numberField, textField } from '../../core/field.ts'
import { ledgerHeader, type LedgerSettings } from './ledger.ts'

/**
 * @throws FinetapError `ledger_unreadable` when the line opens no ledger that this version reads; `ledger_mismatch` when
 *   the ledger has other settings
 */
export function checkHeader(path: string, line: string, settings: LedgerSettings): void {
  const expected = ledgerHeader(settings)
  if (line === expected) return
  const [found, wanted] = [parse(line), parse(expected)]
  if (field(found, 'type') !== 'split-ledger') throw foreign(path)
  if (numberField(found, 'v') !== numberField(wanted, 'v')) throw otherVersion(path)
  const salt = textField(found, 'salt')
  if (salt === undefined || listField(found, 'groupBy').length === 0) throw foreign(path)
  if (salt !== textField(wanted, 'salt')) throw mismatch(path, 'another salt', 'build with the salt that it began with')
  const groups = listField(found, 'groupBy').filter((kind) => typeof kind === 'string')
  const same = JSON.stringify(groups) === JSON.stringify(settings.groupBy)
  if (same) throw foreign(path)
  const made = `groups by ${groups.join(', ')}`
  throw mismatch(path, `${made} instead of ${settings.groupBy.join(', ')}`, 'build with the groupBy that it began with')
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function foreign(path: string): FinetapError {
  return new FinetapError('ledger_unreadable', {
    what: `${path} is no ledger of splits: line 1 is not the first line of one`,
    why: 'finetap keeps in it which rows are held out, and replaces no file of others',
    fix: 'put the ledger back from a copy; or, if the file is yours, move it or choose another folder for the dataset',
  })
}

function otherVersion(path: string): FinetapError {
  return new FinetapError('ledger_unreadable', {
    what: `The ledger of splits ${path} was written by another version of finetap`,
    fix: 'update finetap, or build into another folder',
  })
}

function mismatch(path: string, difference: string, fix: string): FinetapError {
  return new FinetapError('ledger_mismatch', {
    what: `The ledger of splits ${path} was made with ${difference}`,
    why: 'rows that are held out would move into training',
    fix: `${fix}, or build into another folder`,
  })
}
