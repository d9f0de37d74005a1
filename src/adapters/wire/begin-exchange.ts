import { defined } from '../../core/field.ts'
import type { GenerationLabels, GenerationRequest, GenerationSource } from '../../core/generation.ts'
import { requireFitting } from '../../middleware/answer-size.ts'
import type { Call, CallStart, Outcome, PartialOutcome } from '../../middleware/call.ts'
import { activeContext } from '../../middleware/context.ts'
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
  /** See `CallStart`. */
  readonly isTransport?: boolean
  /** See `CallStart`. */
  readonly isOfRoute?: boolean
  /** See `CallFacts`. */
  readonly startedAt?: number
}

/** A captured call of a client that speaks a protocol. */
export type ExchangeCall = {
  readonly call: Call
  /** Whether the answer was asked for as a stream. */
  readonly stream: boolean
  /** As `Exchange.outcome`; whoever links turns is told. */
  readonly outcome: (answer: unknown) => Outcome
  /** As `Exchange.reading`; whoever links turns is told. */
  readonly reading: () => StreamReading<unknown>
  /** The upstream threw. */
  readonly failed: (error: unknown, partial?: () => PartialOutcome) => void
  /** The server said no, so that what is asked next may be a retry. The call goes on until it is known why. */
  readonly refused: () => void
}

/** Begins a call; undefined when it is not captured here: run it in `passBy` then. Never throws. */
export function beginExchange(exchange: () => Exchange, facts: DoorFacts): ExchangeCall | undefined {
  const begun: Begun = { exchange: undefined, link: undefined }
  const call = recorderOf(facts.options).begin(() => startOf((begun.exchange = exchange()), facts, begun))
  if (call === undefined || begun.exchange === undefined) return undefined
  return {
    call,
    stream: begun.exchange.stream,
    ...readingsOf(begun.exchange, begun.link),
    failed: failing(call, begun.link),
    refused: refusing(begun.link),
  }
}

type Begun = { exchange: Exchange | undefined; link: CallLink | undefined }

function startOf(exchange: Exchange, facts: DoorFacts, begun: Begun): CallStart {
  const { source, options, signal, provider = exchange.provider } = facts
  let copied: GenerationRequest | undefined
  const request = (): GenerationRequest => (copied ??= exchange.request())
  const { model } = exchange
  const labels = labelsOf(exchange, options)
  const hidesTools = facts.isOfRoute === true
  const start: CallStart = {
    source,
    operation: exchange.operation,
    stream: exchange.stream,
    asksNothing: exchange.asksNothing === true,
    isTransport: facts.isTransport === true,
    model: provider === undefined ? { requested: model } : { provider, requested: model },
    request,
    labels,
    link: (sent) => (begun.link = linkCall(askedOfRequest(sent, signal, { model, labels, hidesTools }))),
  }
  const within = hasAnnouncedCalls() ? announcedCall({ messages: request().messages, model }) : undefined
  const { startedAt, isOfRoute } = facts
  if ((signal ?? within ?? startedAt ?? isOfRoute) === undefined) return start
  return { ...start, ...defined({ signal, within, startedAt, isOfRoute }) }
}

/** What the app says itself, in its context or to the wrap, wins over what its request carries for the server. */
function labelsOf({ labels }: Exchange, options: CaptureOptions): GenerationLabels {
  const carriesNone = labels === undefined || Object.keys(labels).length === 0
  return carriesNone ? options : mergeLabels(labels, activeContext()?.labels, options)
}

// Made apart from the call, because readings must not hold it.
function readingsOf(exchange: Exchange, link: CallLink | undefined): Pick<ExchangeCall, 'outcome' | 'reading'> {
  return {
    outcome(answer) {
      const outcome = exchange.outcome(answer)
      tell(link, outcome, outcome.status === 'ok')
      requireFitting(outcome.response?.messages ?? [])
      return outcome
    },
    reading() {
      const reading = exchange.reading()
      return {
        ...reading,
        result() {
          const result = reading.result()
          tell(link, result, reading.failure() === undefined && reading.isComplete())
          return result
        },
      }
    },
  }
}

/** An app may use what came before a break, and may as well ask again. */
function tell(link: CallLink | undefined, { response }: PartialOutcome, isWhole: boolean): void {
  link?.answered(response?.messages ?? [], response?.id)
  if (!isWhole) link?.failed()
}

function failing(call: Call, link: CallLink | undefined): ExchangeCall['failed'] {
  return (error, partial) => {
    link?.failed()
    call.fail(error, partial)
  }
}

function refusing(link: CallLink | undefined): ExchangeCall['refused'] {
  return () => link?.failed()
}
