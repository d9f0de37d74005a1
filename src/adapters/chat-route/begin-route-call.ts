import type { GenerationLabels } from '../../core/generation.ts'
import type { StreamReading } from '../../middleware/follow-stream.ts'
import type { CaptureOptions } from '../capture-options.ts'
import { beginExchange, type ExchangeCall } from '../wire/begin-exchange.ts'
import { unreadable } from '../wire/protocol.ts'
import type { AnswerHead, AnswerReading } from './answers/index.ts'
import type { RouteRequest } from './requests/index.ts'

/** What is known of a route's own call besides what is asked. */
export type RouteCallFacts = {
  readonly adapter: string
  readonly options: CaptureOptions
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly labels: GenerationLabels
  readonly head: AnswerHead
}

/** Begins to record what a route itself is asked and answers; undefined when it is not captured. */
export function beginRouteCall(
  asked: RouteRequest,
  reading: AnswerReading,
  { adapter, options, startedAt, labels, head }: RouteCallFacts,
): ExchangeCall | undefined {
  const isStream =
    !(head.header('content-type') ?? '').includes('json') || /ndjson|lines/.test(head.header('content-type') ?? '')
  return beginExchange(
    () => ({
      ...(asked.provider === undefined ? {} : { provider: asked.provider }),
      operation: 'chat',
      stream: isStream,
      model: asked.model,
      request: asked.request,
      outcome: unreadable,
      reading: () => named(reading),
    }),
    {
      source: { adapter, framework: asked.form },
      options: { ...labels, ...(options.recorder === undefined ? {} : { recorder: options.recorder }) },
      startedAt,
      isOfRoute: true,
    },
  )
}

/** Says too which message the page shows the answer as. */
function named(reading: AnswerReading): StreamReading<unknown> {
  return {
    ...reading,
    result() {
      const result = reading.result()
      const messageId = reading.messageId()
      if (messageId === undefined || result.response === undefined) return result
      return { ...result, response: { ...result.response, messageId } }
    },
  }
}
