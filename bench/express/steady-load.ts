import { setTimeout as pause } from 'node:timers/promises'
import type { Connection } from './connection.ts'
import { now, stampsIn } from './stamps.ts'

/** What clients saw of streams, in milliseconds. */
export type Seen = {
  /** From sending the request to the first chunk, less what the route itself took. */
  readonly firstByte: readonly number[]
  /** From writing a chunk to having it. */
  readonly chunk: readonly number[]
}

/** Begins streams by the clock, whether or not earlier ones have ended, and waits for all of them. */
export async function steadyLoad(
  connections: readonly Connection[],
  requests: readonly Buffer[],
  perSecond: number,
): Promise<Seen> {
  const free = [...connections]
  const seen = { firstByte: [], chunk: [] }
  const streams: Promise<void>[] = []
  const start = now()

  async function stream(request: Buffer): Promise<void> {
    const connection = free.pop()
    if (connection === undefined) throw new Error('the server does not keep up: all connections are in use')
    await listen(connection, request, seen)
    free.push(connection)
  }

  while (streams.length < requests.length) {
    const due = Math.min(requests.length, Math.floor(((now() - start) / 1_000) * perSecond))
    for (const request of requests.slice(streams.length, due)) streams.push(stream(request))
    await pause(1)
  }
  await Promise.all(streams)
  return seen
}

type Growing = { readonly firstByte: number[]; readonly chunk: number[] }

function listen(connection: Connection, request: Buffer, { firstByte, chunk }: Growing): Promise<void> {
  let isFirst = true
  const asked = now()
  return connection.ask(request, (data) => {
    const heard = now()
    for (const { written, began } of stampsIn(data)) {
      chunk.push(heard - written)
      if (isFirst) firstByte.push(heard - asked - (written - began))
      isFirst = false
    }
  })
}
