import { createHash } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { textField } from '../../core/field.ts'
import { FinetapError } from '../../core/errors.ts'
import type { Cursor } from '../../core/store.ts'
import type { Address } from '../stores.ts'

/** A file that holds how far a copy is. */
export type CopyState = {
  /** @throws FinetapError `bad_option` when it is about another copy, or cannot be read */
  readonly read: () => Promise<Cursor | undefined>
  readonly write: (cursor: Cursor | undefined) => void
}

export type CopyStateOptions = {
  readonly file: string | undefined
  readonly from: Address
  readonly to: Address
}

export function createCopyState({ file, from, to }: CopyStateOptions): CopyState | undefined {
  if (file === undefined) return undefined
  // A hash, for the address of a database holds its password.
  const about = createHash('sha256')
    .update(JSON.stringify([from, to]))
    .digest('hex')

  return {
    async read() {
      const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw unusable(file, 'it cannot be read', error)
      })
      if (text === undefined) return undefined
      const state = parse(file, text)
      if (textField(state, 'about') !== about) throw unusable(file, 'it is about a copy between other stores')
      return textField(state, 'cursor')
    },
    write(cursor) {
      const temporary = `${file}.${process.pid}.tmp`
      writeFileSync(temporary, `${JSON.stringify({ v: 1, about, at: new Date().toISOString(), cursor })}\n`, {
        mode: 0o600,
      })
      renameSync(temporary, file)
    },
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw unusable(file, 'it is no JSON', cause)
  }
}

function unusable(file: string, why: string, cause?: unknown): FinetapError {
  const fix = 'name another file with --state, or copy without --resume: nothing comes twice'
  return new FinetapError('bad_option', { what: `${file} does not tell how far the copy is`, why, fix, cause })
}
