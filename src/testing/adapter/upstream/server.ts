import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Wire } from '../wire.ts'
import { receive, type Exchange } from './exchange.ts'
import { play } from './play.ts'
import type { Script } from './script.ts'

/** A real HTTP server on 127.0.0.1 that answers by script and remembers what it was asked. */
export type Upstream = {
  readonly url: string
  /** What came so far, oldest first. */
  readonly exchanges: readonly Exchange[]
  /** Answers later requests so. A function is asked with each request. */
  answer(script: Script | ((exchange: Exchange, index: number) => Script)): void
  /** The exchange of that index, once the request has arrived whole. */
  arrival(index: number): Promise<Exchange>
  /** Throws what the subject's wire threw. */
  assertSound(): void
  close(): Promise<void>
}

export async function startUpstream(wire: Wire): Promise<Upstream> {
  const exchanges: Exchange[] = []
  const faults: unknown[] = []
  const waiting = new Map<number, PromiseWithResolvers<Exchange>>()
  let scriptOf: (exchange: Exchange, index: number) => Script = () => []

  const server = createServer((request, response) => {
    // Volatile, and clients hand it on.
    response.sendDate = false
    void receive(request, response).then((exchange) => {
      const index = exchanges.push(exchange) - 1
      waiting.get(index)?.resolve(exchange)
      return play(exchange, scriptOf(exchange, index), wire).catch((fault: unknown) => {
        faults.push(fault)
        exchange.kill()
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0

  return {
    url: `http://127.0.0.1:${port}`,
    exchanges,
    answer(script) {
      scriptOf = typeof script === 'function' ? script : () => script
    },
    arrival(index) {
      const known = exchanges[index]
      if (known !== undefined) return Promise.resolve(known)
      const arrival = waiting.get(index) ?? Promise.withResolvers<Exchange>()
      waiting.set(index, arrival)
      return arrival.promise
    },
    assertSound() {
      for (const fault of faults) throw fault
    },
    async close() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
