import type { Expected } from './accounts.ts'
import { doorOf, type Door } from './door.ts'
import type { Recording } from './recording.ts'
import type { AdapterUnderTest } from './subject.ts'
import type { Upstream } from './upstream/server.ts'
import { quiet } from './waiting.ts'

/** The credential of every client. */
export const API_KEY = 'finetap-conformance-key'

export type Side = 'raw' | 'wrapped'

/** What an app does with a client. */
export type Play<Result> = (door: Door) => Promise<Result>

export type PlayOptions = {
  /** The client's own `fetch`. */
  readonly fetch?: typeof fetch
  /** How often the client is wrapped (default once). */
  readonly wraps?: number
}

/** Makes a client for each play, lets it play, and counts what the wrapped ones call. */
export type Players = {
  readonly play: <Result>(side: Side, play: Play<Result>, options?: PlayOptions) => Promise<Result>
  /** Who is at play, or was. */
  readonly side: () => Side
  /** How many outcomes there must be: one for each call that reached the upstream, at most one for any other. */
  readonly expected: () => Expected
  readonly dispose: () => Promise<void>
}

export function createPlayers<Client extends object, Request extends object, Handle>(
  subject: AdapterUnderTest<Client, Request, Handle>,
  upstream: Upstream,
  recording: Recording,
): Players {
  const clients: Client[] = []
  let side: Side = 'raw'
  let calls = 0
  let reached = 0

  async function connect({
    fetch = globalThis.fetch,
    wraps = 1,
  }: PlayOptions): Promise<{ client: Client; raw: Client }> {
    const raw = await subject.connect({ url: upstream.url, apiKey: API_KEY, fetch })
    clients.push(raw)
    let client = raw
    for (let left = side === 'wrapped' ? wraps : 0; left > 0; left -= 1) {
      const wrapped = await subject.wrap(client, { recorder: recording.recorder })
      if (wrapped !== client) clients.unshift(wrapped)
      client = wrapped
    }
    return { client, raw }
  }

  return {
    side: () => side,
    expected: () => ({ least: Math.min(reached, calls), most: calls }),
    async play(player, play, options = {}) {
      side = player
      const before = upstream.exchanges.length
      const isWrapped = player === 'wrapped'
      const called = (): void => void (calls += isWrapped ? 1 : 0)
      const result = await play(doorOf(subject, { ...(await connect(options)), called }))
      // So that a rejection that nobody handles is told while its player is known.
      await quiet()
      if (isWrapped) reached += upstream.exchanges.length - before
      return result
    },
    async dispose() {
      for (const client of clients) await subject.dispose?.(client)
    },
  }
}
