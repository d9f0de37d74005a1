import type { ServerResponse } from 'node:http'
import { sendError, type Exchange } from './respond.ts'

/** The requests that are being worked on. */
export type Work = {
  /** Answers a request. Its signal fires when the client goes away; a fault in `answer` gives 500. */
  start(response: ServerResponse, answer: (exchange: Exchange) => Promise<void>): void
  /** Resolves when there is none. */
  idle(): Promise<void>
}

export function createWork(): Work {
  const running = new Set<Promise<void>>()
  return {
    start(response, answer) {
      const controller = new AbortController()
      response.once('close', () => controller.abort())
      const exchange = { response, signal: controller.signal, startedAt: performance.now() }
      const done = answer(exchange)
        .catch((error: unknown) => fail(exchange, error))
        .finally(() => running.delete(done))
      running.add(done)
    },
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}

function fail(exchange: Exchange, error: unknown): void {
  const fault = error instanceof Error ? error.message : String(error)
  if (exchange.response.headersSent) exchange.response.destroy()
  else sendError(exchange, 500, `the finetap demo model has a fault: ${fault}`)
}
