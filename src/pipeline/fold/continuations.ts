import { join } from 'node:path'
import { textField } from '../../core/field.ts'
import type { Generation } from '../../core/generation.ts'
import { createWaiting } from './waiting-generations.ts'

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
 * wait on disk until the log is read, since their history may lie behind them in it; in memory are about 300 bytes a
 * response, of the latest 200,000.
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
  const bases = createBases()
  const waiting = createWaiting(join(directory, 'continuations'))
  return {
    defer(generation) {
      const previous = textField(generation.request, 'previousResponseId')
      if (previous === undefined) return false
      bases.announce(generation)
      waiting.add(nameOf(generation, previous), generation)
      return true
    },
    answered: (generation, base) => bases.add(generation, base),
    *resolve() {
      const ready = waiting.names().filter((name) => bases.get(name) !== undefined)
      for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
        for (const generation of waiting.take(name)) {
          yield { generation, base: bases.get(name) }
          const next = nameOf(generation, textField(generation.response, 'id') ?? '')
          if (waiting.has(next) && bases.get(next) !== undefined) ready.push(next)
        }
      }
      for (const name of waiting.names()) {
        for (const generation of waiting.take(name)) yield { generation, base: undefined }
      }
    },
    close: waiting.close,
  }
}

/** Where answers stand, by the ids of their responses. */
function createBases() {
  const bases = new Map<string, Base>()
  const owners = new Map<string, string>()
  // Two responses of one id: which of them is meant must not depend on the order of the log, so neither is.
  const ambiguous = new Set<string>()

  function claim(name: string, generationId: string, owner: string | undefined): void {
    if (owner !== undefined && owner !== generationId) ambiguous.add(name)
  }

  return {
    /** Said of those that wait, before anybody goes on from them. */
    announce(generation: Generation): void {
      const name = nameOf(generation, textField(generation.response, 'id') ?? '')
      claim(name, generation.id, owners.get(name) ?? bases.get(name)?.generationId)
      owners.set(name, generation.id)
    },
    add(generation: Generation, base: Base): void {
      const id = textField(generation.response, 'id')
      if (id === undefined || !isKept(id, generation)) return
      const name = nameOf(generation, id)
      claim(name, generation.id, owners.get(name) ?? bases.get(name)?.generationId)
      bases.set(name, base)
      if (bases.size > MOST_REMEMBERED) bases.delete(bases.keys().next().value ?? '')
    },
    get: (name: string): Base | undefined => (ambiguous.has(name) ? undefined : bases.get(name)),
  }
}

// So begin the ids of OpenAI's responses API and of those who speak like it, of Anthropic's messages, and what an adapter
// makes of the `context` of Ollama's generate: nothing goes on from others.
const KEPT_RESPONSE = /^(resp_|msg_|context-)/
// Responses that are remembered before the oldest is forgotten: about 60 MB.
const MOST_REMEMBERED = 200_000

/** Not every id must be remembered. */
function isKept(id: string, { request }: Generation): boolean {
  return KEPT_RESPONSE.test(id) || request.previousResponseId !== undefined
}

// Tenants never mix, whatever ids they send.
function nameOf({ tenantId }: Generation, responseId: string): string {
  return `${tenantId ?? ''}\n${responseId}`
}
