import type { IncomingMessage, ServerResponse } from 'node:http'
import { field } from '../../core/field.ts'
import { mayAskModel, recordingOf } from './proxy/begin.ts'
import { LARGEST_REQUEST } from './proxy/decoded-text.ts'
import { givenBody } from './proxy/given-body.ts'
import { HeldBody } from './proxy/held-body.ts'
import type { Passage } from './proxy/passage.ts'
import { toProxy, type Proxy, type ProxyOptions } from './proxy/proxy-options.ts'
import { refuse } from './proxy/refuse.ts'
import { pathAt } from './proxy/request-path.ts'
import { sendAnswer } from './proxy/send-answer.ts'
import { sendRequest } from './proxy/send-request.ts'

export type { ProxyOptions } from './proxy/proxy-options.ts'

/** A handler as Express 4 and 5, connect, Nest and `node:http` take it. */
export type ProxyHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void

// Of requests that ask no model: enough for a second try on a connection that the target had closed.
const LARGEST_OTHER = 1_024 * 1_024

/**
 * A streaming reverse proxy to a model server, which captures what clients in any language ask: chat completions and
 * responses of OpenAI, messages of Anthropic, chat and generate of Ollama. A client is captured by its base URL alone.
 * Every other path passes untouched. Answers to captured calls carry `x-finetap-id`, for feedback.
 *
 * Clients may send `x-finetap-conversation-id`, `-user-id`, `-session-id` and `-turn-id`, which go no further. Of requests
 * up to 16 MiB are kept for the record (256 MiB of all together); larger ones pass, and count as dropped: `too_large`.
 * A target that cannot be reached is answered with 502. There are no time limits. WebSockets do not pass.
 *
 * @throws FinetapError `bad_option` without a target of http or https, or with headers that cannot be sent
 * @example
 * app.use('/llm', captureProxy({ target: 'http://127.0.0.1:11434' }))
 * new Ollama({ host: 'http://127.0.0.1:3000/llm' })
 */
export function captureProxy(options: ProxyOptions): ProxyHandler {
  const proxy = toProxy(options)
  return (request, response, next) => {
    const asked = request.url ?? '/'
    const path = pathAt(proxy.target, asked)
    if (path === undefined) return refuse(response, asked, LEAVES)
    try {
      pass(passageOf(proxy, request, response, path))
    } catch (error) {
      if (next !== undefined) return next(error)
      refuse(response, path, { status: 500, message: String(field(error, 'message')), code: 'proxy_failed' })
    }
  }
}

const LEAVES = {
  status: 400,
  message:
    'captureProxy passes on no path that leaves its target. Fix: ask for a path that begins with / and has no ..',
  code: 'bad_path',
}

function passageOf(proxy: Proxy, request: IncomingMessage, response: ServerResponse, path: string): Passage {
  const asking = { proxy, request, path, given: givenBody(request), startedAt: Date.now() }
  const held = new HeldBody(mayAskModel(asking) ? LARGEST_REQUEST : LARGEST_OTHER, proxy.room)
  return { ...asking, response, held, recording: recordingOf(asking) }
}

function pass(passage: Passage): void {
  const { proxy, request, response, path, recording, held } = passage
  // The client may be gone already.
  if (response.destroyed) return
  let isOurs = false
  function leave(): void {
    stop()
    recording.left()
  }
  function fail(thrown: unknown): void {
    const error = firstOf(thrown)
    isOurs = true
    recording.failed(error)
    refuse(response, path, { status: 502, message: unreachable(proxy, error), code: 'target_unreachable' })
  }
  function answer(answered: IncomingMessage): void {
    // By somebody else, such as a time limit of the app's.
    if (response.headersSent) return leave()
    isOurs = true
    try {
      sendAnswer(passage, answered)
    } catch (error) {
      // A head that Node takes and does not send.
      stop()
      fail(error)
    }
  }
  const stop = sendRequest(passage, { answered: answer, failed: fail })
  response.on('error', () => {})
  response.once('close', () => {
    // What was answered early may still be coming in.
    if (request.destroyed) held.letGo()
    else whenOver(request, () => held.letGo())
    if (!isOurs || !response.writableFinished) leave()
  })
}

/** Node tells a request nothing of the end of its connection once it is answered. */
function whenOver(request: IncomingMessage, tell: () => void): void {
  const { socket } = request
  function over(): void {
    request.off('close', over)
    socket.off('close', over)
    tell()
  }
  request.once('close', over)
  socket.once('close', over)
}

/** A name with several addresses fails at each; the error of all of them says nothing. */
function firstOf(error: unknown): unknown {
  return error instanceof AggregateError ? (error.errors[0] ?? error) : error
}

function unreachable({ target }: Proxy, error: unknown): string {
  const reason = String(field(error, 'message'))
  return `captureProxy got no answer from ${target.origin}: ${reason}. Fix: see to it that a model server answers there, or correct target`
}
