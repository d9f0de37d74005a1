import type { Recorder } from 'finetap'
import type { Request, RequestHandler, Response } from 'express'
import { readChatRequest } from './chat-request.ts'
import { takeTurn } from './chat-turn.ts'
import type { Models } from './models.ts'
import { lineWriter } from './ndjson.ts'
import type { RunningTurns } from './running-turns.ts'

export type ChatServices = { readonly models: Models; readonly recorder: Recorder; readonly turns: RunningTurns }

/** `POST /api/chat`: one turn, streamed as lines of JSON. */
export function chatRoute({ models, recorder, turns }: ChatServices): RequestHandler {
  return async (incoming: Request, response: Response) => {
    const request = readChatRequest(incoming.body)
    const left = new AbortController()
    response.once('close', () => left.abort())
    const write = lineWriter(response, left.signal)
    sendHead(response)
    await turns.run(request.conversationId, left, async () => {
      try {
        const outcome = await takeTurn({ request, models, recorder, write, signal: left.signal })
        await write({ type: 'done', id: response.get('x-finetap-id') ?? '', ...outcome })
      } catch (error) {
        // The page is gone, or is told in the stream: the status has been sent.
        if (!left.signal.aborted) await write({ type: 'error', message: messageOf(error, models) })
      } finally {
        response.end()
      }
    })
  }
}

function sendHead(response: Response): void {
  response.status(200).set({ 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store' })
  // A proxy in between must not collect the answer.
  response.set('x-accel-buffering', 'no').flushHeaders()
}

function messageOf(error: unknown, models: Models): string {
  if (!(error instanceof Error)) return String(error)
  // What fetch says is "fetch failed", and where lies in its cause.
  return error.cause === undefined ? error.message : `The model at ${models.url()} does not answer: ${error.message}`
}
