import type { FinetapError } from '../core/errors.ts'

/** Warns on behalf of a store whose app listens to nobody: once for each kind of failure, told apart by `kind`. */
export function createWarner(): (error: FinetapError, kind: string) => void {
  const told = new Set<string>()
  return (error, kind) => {
    if (told.has(kind)) return
    told.add(kind)
    process.emitWarning(error.message, { type: 'FinetapWarning', code: error.code })
  }
}
