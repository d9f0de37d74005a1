import type { Generation } from '../../core/generation.ts'
import { createAppendFile } from '../append-file.ts'
import { openReadAt, type ReadAt, type Stretch } from '../read-at.ts'

/** Generations on disk, by a name. All are added before the first is taken. */
export type WaitingGenerations = {
  readonly add: (name: string, generation: Generation) => void
  readonly has: (name: string) => boolean
  readonly names: () => readonly string[]
  /** Those of a name, once. */
  readonly take: (name: string) => Generator<Generation>
  readonly close: () => void
}

export function createWaiting(path: string): WaitingGenerations {
  const waiting = new Map<string, Stretch[]>()
  let written: ReturnType<typeof createAppendFile> | undefined
  let read: ReadAt | undefined

  function readAt(): ReadAt {
    if (read !== undefined) return read
    written?.close()
    written = undefined
    return (read = openReadAt(path))
  }

  return {
    add(name, generation) {
      const text = JSON.stringify(generation)
      written ??= createAppendFile(path)
      const offset = written.bytes()
      written.append(text)
      const stretch = { offset, length: written.bytes() - offset }
      const others = waiting.get(name)
      if (others === undefined) waiting.set(name, [stretch])
      else others.push(stretch)
    },
    has: (name) => waiting.has(name),
    names: () => [...waiting.keys()],
    *take(name) {
      const stretches = waiting.get(name) ?? []
      waiting.delete(name)
      for (const stretch of stretches) {
        const generation: Generation = JSON.parse(readAt().text(stretch))
        yield generation
      }
    },
    close() {
      written?.close()
      read?.close()
      written = read = undefined
    },
  }
}
