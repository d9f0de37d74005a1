import { parseLogFile } from '../reading/parse-log-file.ts'

/** The segments that one store has ended. */
export type Sealed = {
  readonly add: (name: string) => void
  /** Their ids since this was last called. */
  readonly takeAll: () => readonly string[]
}

export function createSealed(): Sealed {
  let ids: string[] = []
  return {
    add(name) {
      const id = parseLogFile(name)?.id
      if (id !== undefined) ids.push(id)
    },
    takeAll() {
      const taken = ids
      ids = []
      return taken
    },
  }
}
