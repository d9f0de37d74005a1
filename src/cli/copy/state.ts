import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { field, textField } from '../../core/field.ts'
import { FinetapError } from '../../core/errors.ts'
import type { Cursor } from '../../core/store.ts'
import { nameOf, type Address } from '../address.ts'
import { replaceFile } from './replace-file.ts'

/** A file that holds how far a copy is. */
export type CopyState = {
  /**
   * Where the copy goes on if it resumes; undefined where it begins.
   *
   * @throws FinetapError `bad_option` when it is about another copy, or holds something else, which writing would destroy
   */
  readonly read: (options: { readonly resumes: boolean }) => Promise<Cursor | undefined>
  /** @throws FinetapError `output_unwritable` */
  readonly write: (cursor: Cursor | undefined) => void
}

export type CopyStateOptions = { readonly file: string; readonly from: Address; readonly to: Address }

export function createCopyState({ file, from, to }: CopyStateOptions): CopyState {
  // A hash, for the file says nothing of what is where; of names without passwords, which change and can be guessed.
  const about = createHash('sha256')
    .update(JSON.stringify([from, to].map((address) => [address.kind, nameOf(address)])))
    .digest('hex')

  return {
    async read({ resumes }) {
      const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw unusable(file, `it cannot be read (${error.code})`, error)
      })
      if (text === undefined) return undefined
      const state = parse(file, text)
      if (!resumes) return undefined
      if (textField(state, 'about') !== about) throw unusable(file, 'it is about a copy between other stores')
      return textField(state, 'cursor')
    },
    write(cursor) {
      try {
        replaceFile(file, `${JSON.stringify({ v: 1, about, at: new Date().toISOString(), cursor })}\n`)
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause)
        const fix = 'mend what the reason names, or name another file with --state, and copy again: nothing comes twice'
        throw new FinetapError('output_unwritable', { what: `${file} cannot be written to`, why, fix, cause })
      }
    },
  }
}

function parse(file: string, text: string): unknown {
  let state: unknown
  try {
    state = JSON.parse(text)
  } catch (cause) {
    throw unusable(file, 'it holds something else', cause)
  }
  if (field(state, 'v') === 1 && textField(state, 'about') !== undefined) return state
  throw unusable(file, 'it holds something else')
}

function unusable(file: string, why: string, cause?: unknown): FinetapError {
  const fix = 'name another file with --state, or remove this one and copy without --resume: nothing comes twice'
  return new FinetapError('bad_option', { what: `${file} does not tell how far the copy is`, why, fix, cause })
}
