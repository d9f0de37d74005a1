import type { Request, Response } from 'express'
import { viewsAsTheyCome, type Dataset } from './dataset-view.ts'
import type { WatchedStore } from './watched-store.ts'

const APART_MS = 250
const HEARTBEAT_MS = 15_000

/** Sends the view of a conversation's dataset as a server-sent event, at once and after each change of the log. */
export function liveFeed(dataset: Dataset, watched: WatchedStore) {
  return (request: Request, response: Response): void => {
    const conversationId = asked(request)
    response.set({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
    response.set('x-accel-buffering', 'no').flushHeaders()
    const sender = coalesced(async () => {
      for await (const view of viewsAsTheyCome(dataset, conversationId)) {
        // A client that has left needs no more; one that reads slowly gets the latest when it has caught up.
        if (response.destroyed) return
        if (!response.write(`event: dataset\ndata: ${JSON.stringify(view)}\n\n`)) await drained(response)
      }
    })
    const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS).unref()
    const unwatch = watched.watch(() => sender.soon())
    response.once('close', () => {
      clearInterval(heartbeat)
      unwatch()
      sender.stop()
    })
    sender.soon()
  }
}

export function asked(request: Request): string | undefined {
  const { conversationId } = request.query
  return typeof conversationId === 'string' && conversationId !== '' ? conversationId : undefined
}

function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    function done(): void {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.on('drain', done).on('close', done)
  })
}

/**
 * Runs `send` at once, then no more often than four times a second and never twice at a time. What takes long rests twice
 * as long, so that a large log does not keep the machine busy.
 */
function coalesced(send: () => Promise<void>) {
  let timer: NodeJS.Timeout | undefined
  let isWanted = false
  let isResting = false
  let isStopped = false

  async function run(): Promise<void> {
    isWanted = false
    isResting = true
    const since = performance.now()
    try {
      await send()
    } catch {
      // The next change tries again; what is wrong with the log, the dataset itself says.
    }
    if (!isStopped) timer = setTimeout(rested, Math.max(APART_MS, 2 * (performance.now() - since)))
  }

  function rested(): void {
    isResting = false
    if (isWanted) void run()
  }

  return {
    soon(): void {
      isWanted = true
      if (!isResting && !isStopped) void run()
    },
    stop(): void {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
