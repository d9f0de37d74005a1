import { FinetapError, type FinetapErrorCode } from '../../core/errors.ts'
import { numberField } from '../../core/field.ts'
import { failureOf } from '../../core/failure.ts'
import type { Answer } from './protocol.ts'

/** Primary result codes of SQLite. */
const BUSY = 5
const LOCKED = 6
const READONLY = 8
const CORRUPT = 11
const FULL = 13
const CANTOPEN = 14
const NOTADB = 26

/** The lower byte of SQLite's extended result code; 0 for errors that are not SQLite's. */
function resultCode(error: unknown): number {
  return (numberField(error, 'errcode') ?? 0) & 0xff
}

export function isBusy(error: unknown): boolean {
  return [BUSY, LOCKED].includes(resultCode(error))
}

export function isCorrupt(error: unknown): boolean {
  return [CORRUPT, NOTADB].includes(resultCode(error))
}

/** What a write to the database failed with. */
export function writeError(file: string, cause: unknown): FinetapError {
  if (FinetapError.isInstance(cause)) return cause
  const [code, fix] = writeAdvice(resultCode(cause))
  return new FinetapError(code, {
    what: `The database ${file} took nothing of this call`,
    why: reasonOf(cause),
    fix,
    cause,
  })
}

function writeAdvice(code: number): readonly [FinetapErrorCode, string] {
  switch (code) {
    case BUSY:
    case LOCKED:
      return [
        'store_failed',
        'find the process that holds the database, or raise busyTimeoutMs; the next append tries again',
      ]
    case FULL:
      return ['store_failed', 'make room on the disk: the next append tries again']
    case READONLY:
    case CANTOPEN:
      return ['store_unwritable', 'name a file that this process may write to, in a directory that it may write to']
    case NOTADB:
      return ['store_unwritable', 'name an SQLite database, or a file that does not exist yet']
    case CORRUPT:
      return ['store_failed', 'copy what can be read into a new store (finetap copy), or bring back a backup']
    default:
      return ['store_failed', 'mend what the reason names: the next append tries again']
  }
}

/** What reading the database failed with. */
export function readError(file: string, cause: unknown): FinetapError {
  if (FinetapError.isInstance(cause)) return cause
  const fix =
    resultCode(cause) === CORRUPT
      ? 'bring back a backup, or save what can be read with the command .recover of the sqlite3 shell'
      : 'name a database that finetap has written, and run as a user that may read it'
  return new FinetapError('source_unreadable', {
    what: `The database ${file} cannot be read`,
    why: reasonOf(cause),
    fix,
    cause,
  })
}

export function missingError(file: string): FinetapError {
  return new FinetapError('log_missing', {
    what: `There is no database ${file}`,
    why: 'nothing has been captured into it yet, or it lies elsewhere',
    fix: 'run the app and have one chat, or name the file that it writes to',
  })
}

export function threadError(file: string, why: string, cause?: unknown): FinetapError {
  const fix = 'look at the reason: the next append starts a new thread'
  return new FinetapError('store_failed', { what: `The thread that writes to ${file} is gone`, why, fix, cause })
}

export function failedAnswer(error: FinetapError): Answer {
  return { kind: 'failed', failure: failureOf(error) }
}

export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
