import { defined } from '../../core/field.ts'
import type { GenerationRequest, GenerationSource } from '../../core/generation.ts'
import type { Call, CallStart, Outcome, PartialOutcome } from '../../middleware/call.ts'
import type { StreamReading } from '../../middleware/follow-stream.ts'
import { mergeLabels } from '../../middleware/labels.ts'
import { announcedCall, hasAnnouncedCalls } from '../announced-calls.ts'
import { recorderOf, type CaptureOptions } from '../capture-options.ts'
import { askedOfRequest } from '../turns/asked-of-request.ts'
import { linkCall, type CallLink } from '../turns/link-call.ts'
import type { Exchange } from './protocol.ts'

/** What a door knows of a call besides the exchange. */
export type DoorFacts = {
  readonly source: GenerationSource
  readonly options: CaptureOptions
  readonly signal?: AbortSignal | undefined
  /** Who serves the model, where the door knows better than the protocol. */
  readonly provider?: string | undefined
}

/** A captured call of a client that speaks a protocol. */
export type ExchangeCall = {
  readonly call: Call
  /** As `Exchange.outcome`; whoever links turns is told. */
  readonly outcome: (answer: unknown) => Outcome
  /** As `Exchange.reading`; whoever links turns is told. */
  readonly reading: () => StreamReading<unknown>
  /** The upstream threw. */
  readonly failed: (error: unknown, partial?: () => PartialOutcome) => void
}

/** Begins a call; undefined when it is not captured here: run it in `passBy` then. Never throws. */
export function beginExchange(exchange: () => Exchange, facts: DoorFacts): ExchangeCall | undefined {
  const begun: Begun = { exchange: undefined, link: undefined }
  const call = recorderOf(facts.options).begin(() => startOf((begun.exchange = exchange()), facts, begun))
  if (call === undefined || begun.exchange === undefined) return undefined
  return { call, ...readingsOf(begun.exchange, begun.link), failed: failing(call, begun.link) }
}

type Begun = { exchange: Exchange | undefined; link: CallLink | undefined }

function startOf(exchange: Exchange, facts: DoorFacts, begun: Begun): CallStart {
  const { source, options, signal, provider = exchange.provider } = facts
  let copied: GenerationRequest | undefined
  const request = (): GenerationRequest => (copied ??= exchange.request())
  return {
    source,
    operation: exchange.operation,
    stream: exchange.stream,
    model: { ...defined({ provider }), requested: exchange.model },
    request,
    labels: mergeLabels(exchange.labels, options),
    link: (sent) => (begun.link = linkCall(askedOfRequest(sent, signal))),
    ...defined({ signal, within: hasAnnouncedCalls() ? announcedCall(request().messages) : undefined }),
  }
}

// Made apart from the call, because readings must not hold it.
function readingsOf(exchange: Exchange, link: CallLink | undefined): Pick<ExchangeCall, 'outcome' | 'reading'> {
  return {
    outcome(answer) {
      const outcome = exchange.outcome(answer)
      if (outcome.status === 'error') link?.failed()
      else link?.answered(outcome.response?.messages ?? [], outcome.response?.id)
      return outcome
    },
    reading() {
      const reading = exchange.reading()
      return {
        ...reading,
        result() {
          const result = reading.result()
          if (reading.failure() !== undefined) link?.failed()
          else link?.answered(result.response?.messages ?? [], result.response?.id)
          return result
        },
      }
    },
  }
}

function failing(call: Call, link: CallLink | undefined): ExchangeCall['failed'] {
  return (error, partial) => {
    link?.failed()
    call.fail(error, partial)
  }
}
