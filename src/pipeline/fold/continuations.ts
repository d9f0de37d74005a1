import { join } from 'node:path'
import { textField } from '../../core/field.ts'
import type { Generation } from '../../core/generation.ts'
import { createAppendFile } from '../append-file.ts'
import { openReadAt, type Stretch } from '../read-at.ts'

/** Where an answer stands that a server may go on from. */
export type Base = {
  readonly generationId: string
  readonly conversationId: string | undefined
  readonly key: string
  /** The place of its answer. */
  readonly place: string
  /** Messages up to there. */
  readonly depth: number
  /** The system messages in force there: servers keep them apart, so that each request brings its own. */
  readonly opening: string
}

/**
 * Generations whose request names the response that it goes on from, because the server keeps what came before. They
 * wait on disk until the log is read, since their history may lie behind them in it; in memory are about 300 bytes a response.
 */
export type Continuations = {
  /** True when the generation waits; its history is found later. */
  readonly defer: (generation: Generation) => boolean
  readonly answered: (generation: Generation, base: Base) => void
  /** Gives all that waited, each behind its base; without one when the log does not hold it. */
  readonly resolve: () => Generator<{ readonly generation: Generation; readonly base: Base | undefined }>
  readonly close: () => void
}

export function createContinuations(directory: string): Continuations {
  const bases = new Map<string, Base>()
  const waiting = new Map<string, Stretch[]>()
  const path = join(directory, 'continuations')
  let file: ReturnType<typeof createAppendFile> | undefined

  function close(): void {
    file?.close()
    file = undefined
  }

  function* take(name: string, base: Base | undefined, read: (stretch: Stretch) => string) {
    const stretches = waiting.get(name) ?? []
    waiting.delete(name)
    for (const stretch of stretches) {
      const generation: Generation = JSON.parse(read(stretch))
      yield { generation, base }
    }
  }

  return {
    defer(generation) {
      const previous = textField(generation.request, 'previousResponseId')
      if (previous === undefined) return false
      const text = JSON.stringify(generation)
      file ??= createAppendFile(path)
      const offset = file.bytes()
      file.append(text)
      const stretch = { offset, length: file.bytes() - offset }
      const name = nameOf(generation, previous)
      const others = waiting.get(name)
      if (others === undefined) waiting.set(name, [stretch])
      else others.push(stretch)
      return true
    },
    answered(generation, base) {
      const id = textField(generation.response, 'id')
      if (id === undefined || !isKept(id, generation)) return
      const name = nameOf(generation, id)
      const known = bases.get(name)
      // Should two have one id, which one counts must not depend on the order of the log.
      if (known === undefined || base.generationId < known.generationId) bases.set(name, base)
    },
    *resolve() {
      if (file === undefined) return
      close()
      const { text, close: closeReader } = openReadAt(path)
      try {
        const ready = [...waiting.keys()].filter((name) => bases.has(name))
        for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
          for (const found of take(name, bases.get(name), text)) {
            yield found
            const next = nameOf(found.generation, textField(found.generation.response, 'id') ?? '')
            if (waiting.has(next) && bases.has(next)) ready.push(next)
          }
        }
        for (const name of waiting.keys()) yield* take(name, undefined, text)
      } finally {
        closeReader()
      }
    },
    close,
  }
}

// So begin the ids of OpenAI's responses API and of those who speak like it, and what an adapter makes of the `context` of
// Ollama's generate: nothing goes on from others.
const KEPT_RESPONSE = /^(resp_|context-)/

/** Not every id must be remembered. */
function isKept(id: string, { request }: Generation): boolean {
  return KEPT_RESPONSE.test(id) || request.previousResponseId !== undefined
}

// Tenants never mix, whatever ids they send.
function nameOf({ tenantId }: Generation, responseId: string): string {
  return `${tenantId ?? ''}\n${responseId}`
}
