import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express5, { type Express } from 'express'
import express4 from 'express4'

/** The versions of Express that the suites run on. */
export const VERSIONS: readonly (readonly [name: string, express: typeof express5])[] = [
  ['express 5', express5],
  ['express 4', express4],
]

export type Served = { readonly port: number; readonly url: string; readonly close: () => Promise<void> }

/** Serves an app on a free port of this machine. */
export async function serve(app: Express): Promise<Served> {
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
