import { once } from 'node:events'
import type { Flaw } from '../answering/flaws.ts'
import { slowPace, steadyPace, type Pace } from './pace.ts'
import type { Exchange } from './respond.ts'
import type { Script } from './script.ts'
import type { Speech, Tally } from './speech.ts'

export type Saying = {
  readonly script: Script
  readonly speech: Speech
  /** Answers with an HTTP error, in the endpoint's own form. */
  readonly refuse: (status: number, message: string) => void
  readonly stream: boolean
  readonly flaw: Flaw | undefined
  readonly promptTokens: number
  readonly tokenDelayMs: number
  /** Milliseconds that reading the request took, before the model began to think. */
  readonly loadMs: number
}

/**
 * Says an answer, event by event or at once, with the flaws that lie in the transport. Stops when the client is gone.
 *
 * Each event is written as its token is due: nothing is prepared ahead, and a client that reads slowly slows it down.
 */
export async function say(exchange: Exchange, saying: Saying): Promise<void> {
  const { flaw, tokenDelayMs, stream } = saying
  if (flaw === 'error') {
    saying.refuse(500, 'the finetap demo model fails on request (/error)')
    return
  }
  const pace = flaw === 'slow' ? slowPace(tokenDelayMs) : steadyPace(tokenDelayMs)
  await (stream ? sayEvents(exchange, saying, pace) : sayOnce(exchange, saying, pace))
}

const MID_STREAM_ERROR = 'the finetap demo model fails in the middle on request (/error-mid)'

async function sayEvents(exchange: Exchange, saying: Saying, pace: Pace): Promise<void> {
  const { response, signal } = exchange
  const { script, speech, flaw } = saying
  const evalStart = performance.now()
  const breaksAt = flaw === 'cut' || flaw === 'error-mid' ? Math.ceil(script.frames.length / 2) : undefined
  response.writeHead(200, { 'content-type': speech.contentType })
  const opening = speech.opening()
  if (opening !== '') await write(exchange, opening)
  for (const [index, frame] of script.frames.entries()) {
    await pace(index, signal)
    if (signal.aborted) return
    if (index === breaksAt) {
      if (flaw === 'cut') response.destroy()
      else response.end(speech.failure(MID_STREAM_ERROR))
      return
    }
    await write(exchange, speech.frame(frame))
  }
  if (!signal.aborted) response.end(speech.closing(tallyOf(exchange, saying, evalStart)))
}

async function sayOnce(exchange: Exchange, saying: Saying, pace: Pace): Promise<void> {
  const { response, signal } = exchange
  const { script, speech, flaw } = saying
  const evalStart = performance.now()
  for (const index of script.frames.keys()) {
    await pace(index, signal)
    if (signal.aborted) return
  }
  if (flaw === 'error-mid') {
    saying.refuse(500, MID_STREAM_ERROR)
    return
  }
  const body = Buffer.from(JSON.stringify(speech.whole(tallyOf(exchange, saying, evalStart))))
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length })
  if (flaw !== 'cut') {
    response.end(body)
    return
  }
  response.write(body.subarray(0, body.length / 2))
  await pace(0, signal)
  response.destroy()
}

function tallyOf({ startedAt }: Exchange, { script, promptTokens, loadMs }: Saying, evalStart: number): Tally {
  const [promptMs, evalMs] = [evalStart - startedAt - loadMs, performance.now() - evalStart]
  return { script, promptTokens, loadMs, promptMs, evalMs }
}

async function write({ response, signal }: Exchange, text: string): Promise<void> {
  if (response.write(text)) return
  // Resolves on 'close' too: the signal rejects the wait.
  await once(response, 'drain', { signal }).catch(() => {})
}
