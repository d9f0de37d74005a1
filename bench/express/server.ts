import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { createServer } from 'node:http'
import { field, numberField } from '../../src/core/field.ts'
import { chatApp, type Tempo } from './chat-app.ts'
import { modelApp } from './model-app.ts'
import { openWay } from './open-way.ts'
import type { Way } from './way.ts'

// A server in a process of its own, which measures itself when it is told to.

/** What is served, and where what is recorded goes. Without a tempo the route asks a model. */
export type Order = { readonly way: string; readonly folder: string; readonly tempo?: Tempo }

/** What a load has cost the server. */
export type Cost = {
  /** Microseconds of processor time of all threads, until everything was written. */
  readonly processor: number
  /** Event-loop utilisation until the last answer was out, 0 to 1. */
  readonly busy: number
}

process.once('message', (order: Order) => void serve(order))
process.once('disconnect', () => process.exit())

async function serve({ way: name, folder, tempo }: Order): Promise<void> {
  const way = await openWay(name, folder)
  const server = createServer(tempo === undefined ? await modelApp(way) : chatApp(way, tempo))
  // Each waits while others have their turn.
  server.keepAliveTimeout = 0
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  process.on('message', measureWith(way))
  process.send?.(numberField(server.address(), 'port'))
}

function measureWith({ flush }: Way): (message: unknown) => void {
  let processor = process.cpuUsage()
  let loop = performance.eventLoopUtilization()

  function begin(): void {
    globalThis.gc?.({ type: 'minor' })
    processor = process.cpuUsage()
    loop = performance.eventLoopUtilization()
    process.send?.('begun')
  }

  async function end(): Promise<void> {
    const { utilization } = performance.eventLoopUtilization(loop)
    await flush()
    const { user, system } = process.cpuUsage(processor)
    const cost: Cost = { processor: user + system, busy: utilization }
    process.send?.(cost)
  }

  return (message) => void (field(message, 'ask') === 'begin' ? begin() : end())
}
