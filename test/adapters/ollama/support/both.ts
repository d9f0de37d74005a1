import { Ollama } from 'ollama'
import { expect } from 'vitest'
import { wrapOllama } from '../../../../src/adapters/ollama/index.ts'
import type { Generation } from '../../../../src/core/generation.ts'
import { startRecording, type Recording } from '../../../support/recording.ts'
import type { Received, Replay, Reply } from './replay.ts'

export type Client = Pick<Ollama, keyof Ollama>

/** What came of the same calls with the raw client and with the wrapped one; both saw the same, and sent the same. */
export type Both = {
  readonly seen: Seen
  readonly sent: readonly Received[]
  readonly generations: readonly Generation[]
  readonly recording: Recording
}

/** What an app gets: a value, or an error told by all that it can look at. */
export type Seen = { readonly value: unknown } | { readonly error: object }

type Run = (client: Client) => Promise<unknown>

/** Runs the calls raw and wrapped, and fails when the app could tell the difference. */
export async function both(server: Replay, reply: Reply, run: Run, make = newClient): Promise<Both> {
  server.answer(reply)
  const start = server.received.length
  const raw = await seenBy(run, make(server.url))
  const middle = server.received.length
  const recording = startRecording()
  const wrapped = await seenBy(run, wrapOllama(make(server.url), recording))
  expect(wrapped).toEqual(raw)
  const sent = server.received.slice(middle)
  expect(sent).toEqual(server.received.slice(start, middle))
  expect(recording.errors).toEqual([])
  return { seen: raw, sent, generations: await recording.generations(), recording }
}

/** As `both`, for one call that leaves one record. */
export async function recordOf(server: Replay, reply: Reply, run: Run, make = newClient): Promise<Generation> {
  const { generations } = await both(server, reply, run, make)
  const [generation] = generations
  expect(generations).toHaveLength(1)
  if (generation === undefined) throw new Error('nothing was recorded')
  return generation
}

function newClient(host: string): Client {
  return new Ollama({ host })
}

async function seenBy(run: Run, client: Client): Promise<Seen> {
  try {
    return { value: await run(client) }
  } catch (error) {
    return { error: lookAt(error) }
  }
}

function lookAt(error: unknown): object {
  if (!(error instanceof Error)) return { error }
  const { name, message, constructor, cause } = error
  return {
    name,
    message,
    constructor,
    cause: cause instanceof Error ? cause.message : cause,
    own: Object.entries(error),
  }
}
