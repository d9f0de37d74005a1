import { readFileSync } from 'node:fs'
import type { Erasure, ErasureSelector } from '../../core/erasure.ts'
import { damagedFiles, damagedName, removeQuietly, temporaryFiles } from './names.ts'
import { keepUnder } from './replace-file.ts'

/** Keeps the bytes of a document that cannot be read: it is about to be replaced. */
export function keepDamaged(path: string): void {
  keepUnder(path, damagedName(path))
}

/** Removes what writers that were killed left behind, with everything that it holds. */
export function removeTemporaryFiles(path: string): void {
  const own = `.${process.pid}-`
  for (const name of temporaryFiles(path)) if (!name.includes(own)) removeQuietly(name)
}

/** Removes the damaged documents that name what was erased. What else they hold was read when they were found. */
export function eraseDamaged(path: string, selector: ErasureSelector | undefined, { targets = [] }: Erasure): void {
  const ids = [...Object.values(selector ?? {}), ...targets].map((id) => Buffer.from(JSON.stringify(id)))
  for (const name of damagedFiles(path)) {
    const bytes = readFileSync(name)
    if (ids.some((id) => bytes.includes(id))) removeQuietly(name)
  }
}
