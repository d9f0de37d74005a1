import { FinetapError } from '../../core/errors.ts'
import { textField } from '../../core/field.ts'

/** Those that may pass by themselves: then the failure is one of the moment. */
const PASSING = new Set(['EAGAIN', 'EBUSY', 'EDQUOT', 'EFBIG', 'EIO', 'EMFILE', 'ENFILE', 'ENOMEM', 'ENOSPC'])

/** What taking the lock or writing failed with. */
export function writeError(path: string, cause: unknown): FinetapError {
  if (FinetapError.isInstance(cause)) return cause
  const passes = PASSING.has(textField(cause, 'code') ?? '')
  return new FinetapError(passes ? 'store_failed' : 'store_unwritable', {
    what: `Writing ${path} failed; it is as it was before`,
    why: reasonOf(cause),
    fix: passes
      ? 'mend what the reason names, such as a full disk, and write again'
      : 'name a file in a directory that this process may create and write to',
    cause,
  })
}

/** What reading failed with. */
export function readError(path: string, cause: unknown): FinetapError {
  if (FinetapError.isInstance(cause)) return cause
  return new FinetapError('source_unreadable', {
    what: `${path} cannot be read`,
    why: reasonOf(cause),
    fix: 'name the document that the store writes, and run as a user that may read it',
    cause,
  })
}

export function missingError(path: string): FinetapError {
  return new FinetapError('log_missing', {
    what: `There is no document ${path}`,
    why: 'nothing has been captured into it yet, or it lies elsewhere',
    fix: 'run the app and have one chat, or name the file that it writes to',
  })
}

export function fullError(path: string, limitBytes: number): FinetapError {
  return new FinetapError('store_full', {
    what: `The document ${path} has no room for more: its limit is ${limitBytes} bytes`,
    why: 'it is written anew with each turn, which is cheap only while it is small; what it holds stays as it is',
    fix: 'go on with jsonlStore, which has no limit, and take the events along with `finetap copy` or copyEvents()',
  })
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
