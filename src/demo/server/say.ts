import { once } from 'node:events'
import type { Json, JsonObject } from '../../core/json.ts'
import type { Flaw } from '../answering/flaws.ts'
import { slowPace, steadyPace, type Pace } from './pace.ts'
import { sendError, type Exchange } from './respond.ts'
import type { Script } from './script.ts'
import { contentOf, type Wire } from './wire.ts'

export type Saying = {
  readonly model: string
  readonly script: Script
  readonly wire: Wire
  readonly stream: boolean
  readonly flaw: Flaw | undefined
  readonly promptTokens: number
  readonly tokenDelayMs: number
  /** Milliseconds that reading the request took, before the model began to think. */
  readonly loadMs: number
}

/**
 * Says an answer, line by line or at once, with the flaws that lie in the transport. Stops when the client is gone.
 *
 * Each line is written as its token is due: nothing is prepared ahead, and a client that reads slowly slows it down.
 */
export async function say(exchange: Exchange, saying: Saying): Promise<void> {
  const { flaw, tokenDelayMs, stream } = saying
  if (flaw === 'error') {
    sendError(exchange, 500, 'the finetap demo model fails on request (/error)')
    return
  }
  const pace = flaw === 'slow' ? slowPace(tokenDelayMs) : steadyPace(tokenDelayMs)
  await (stream ? sayLines(exchange, saying, pace) : sayOnce(exchange, saying, pace))
}

const MID_STREAM_ERROR = 'the finetap demo model fails in the middle on request (/error-mid)'

async function sayLines(exchange: Exchange, saying: Saying, pace: Pace): Promise<void> {
  const { response, signal } = exchange
  const { script, wire, flaw } = saying
  const evalStart = performance.now()
  const breaksAt = flaw === 'cut' || flaw === 'error-mid' ? Math.ceil(script.frames.length / 2) : undefined
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  for (const [index, frame] of script.frames.entries()) {
    await pace(index, signal)
    if (signal.aborted) return
    if (index === breaksAt) {
      if (flaw === 'cut') response.destroy()
      else response.end(ndjson({ error: MID_STREAM_ERROR }))
      return
    }
    await write(exchange, ndjson({ ...head(saying), ...wire.line([frame]), done: false }))
  }
  if (!signal.aborted) response.end(ndjson(lastLine(exchange, saying, evalStart, [])))
}

async function sayOnce(exchange: Exchange, saying: Saying, pace: Pace): Promise<void> {
  const { response, signal } = exchange
  const { script, flaw } = saying
  const evalStart = performance.now()
  for (const index of script.frames.keys()) {
    await pace(index, signal)
    if (signal.aborted) return
  }
  if (flaw === 'error-mid') {
    sendError(exchange, 500, MID_STREAM_ERROR)
    return
  }
  const body = Buffer.from(JSON.stringify(lastLine(exchange, saying, evalStart, script.frames)))
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length })
  if (flaw !== 'cut') {
    response.end(body)
    return
  }
  response.write(body.subarray(0, body.length / 2))
  await pace(0, signal)
  response.destroy()
}

function head({ model }: Saying): { readonly model: string; readonly created_at: string } {
  return { model, created_at: new Date().toISOString() }
}

/** The line with `done: true`, with the frames that it carries: all of them when it is the only one. */
function lastLine({ startedAt }: Exchange, saying: Saying, evalStart: number, frames: Script['frames']): JsonObject {
  const { script, wire, promptTokens, loadMs } = saying
  const now = performance.now()
  return {
    ...head(saying),
    ...wire.line(frames),
    done: true,
    done_reason: script.doneReason,
    ...wire.last(contentOf(script.frames)),
    total_duration: nanoseconds(now - startedAt),
    load_duration: nanoseconds(loadMs),
    prompt_eval_count: promptTokens,
    prompt_eval_duration: nanoseconds(evalStart - startedAt - loadMs),
    eval_count: script.evalCount,
    eval_duration: nanoseconds(now - evalStart),
  }
}

function nanoseconds(milliseconds: number): number {
  return Math.max(1, Math.round(milliseconds * 1e6))
}

async function write({ response, signal }: Exchange, text: string): Promise<void> {
  if (response.write(text)) return
  // Resolves on 'close' too: the signal rejects the wait.
  await once(response, 'drain', { signal }).catch(() => {})
}

function ndjson(value: Json): string {
  return `${JSON.stringify(value)}\n`
}
