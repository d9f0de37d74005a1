import type { Generation, GenerationLabels } from '../core/generation.ts'
import { timeOrderedId } from '../core/id.ts'
import type { AllowFilter } from './allow-list.ts'
import type { Call, CallFacts, CallStart, OuterCall } from './call.ts'
import { handleOf, releaseHandle } from './call-handle.ts'
import { activeContext, outerCall, type ActiveContext, type CaptureContext } from './context.ts'
import { mergeLabels } from './labels.ts'
import { OpenCall } from './open-call.ts'
import type { OpenCalls } from './open-calls.ts'
import type { Outlet } from './outlet.ts'
import { isSampled, type Sample } from './sampling.ts'
import { increment, type Counters, type DropReason } from './stats.ts'
import { createTurnLinker } from './turns.ts'

export type IntakeOptions = {
  readonly sample: Sample
  readonly labels: GenerationLabels | undefined
  readonly allow: AllowFilter
  readonly counters: Counters
  readonly openCalls: OpenCalls
  /** How many calls may be open at once. */
  readonly mostOpen: number
  readonly isEnabled: () => boolean
  /** Told of each call that is followed. */
  readonly begun: (call: OpenCall, context: CaptureContext | undefined) => void
  readonly outlet: Pick<Outlet, 'put' | 'lose' | 'refusal' | 'captureFailed'>
}

/** Decides which calls are followed, and follows them. The returned function never throws. */
export function createIntake(options: IntakeOptions): (start: CallStart | (() => CallStart)) => Call | undefined {
  const { allow, counters, openCalls, outlet } = options
  const linkTurn = createTurnLinker()
  const finish = finishing(options)

  function admit(start: CallStart): Call | undefined {
    const context = activeContext()
    const route = context?.route
    const { isOfRoute: mayGiveWay = false, asksNothing } = start
    if (!mayGiveWay && asksNothing !== true) route?.called()
    const labels = allow.labels(mergeLabels(options.labels, context?.labels, start.labels))
    if (isLeftOut(start, context) || !isSampled(options.sample, labels, start)) {
      counters.unsampled += 1
      return undefined
    }
    const refusal = refusalOf(labels, options)
    if (refusal !== undefined) {
      outlet.lose(refusal)
      return undefined
    }
    const id = route?.takeId() ?? timeOrderedId()
    const request = allow.request(start.request())
    const { turnKey, linkedBy, attemptKey } = start.link?.(request) ?? start
    const { messages } = request
    const place = linkTurn({ generationId: id, context, messages, turnKey, linkedBy, attemptKey, mayGiveWay })
    const call = new OpenCall({
      id,
      facts: factsOf(start),
      request,
      labels,
      allowed: allow.labels,
      place,
      // The route's own call must not be held by what the route holds.
      route: mayGiveWay ? undefined : route,
      finish,
      lose: outlet.captureFailed,
      closed,
    })
    openCalls.add(call)
    if (!mayGiveWay) route?.follows(call)
    options.begun(call, context?.labels)
    return handleOf(call)
  }

  function closed(call: OpenCall): void {
    openCalls.remove(call)
    releaseHandle(call)
  }

  return (start) => {
    if (!options.isEnabled()) return undefined
    try {
      const frame = outerCall()
      if (frame === 'left out') return undefined
      const begun = typeof start === 'function' ? start() : start
      const outer = frame === undefined ? begun.within : aboveIn(frame, begun, openCalls)
      if (outer === undefined) return admit(begun)
      outer.join(mergeLabels(begun.labels))
    } catch (cause) {
      outlet.captureFailed(cause)
    }
    return undefined
  }
}

/** Why a call is not taken, if so. */
function refusalOf(
  { consent }: GenerationLabels,
  { outlet, openCalls, mostOpen }: IntakeOptions,
): DropReason | undefined {
  if (consent === false) return 'no_consent'
  return outlet.refusal() ?? (openCalls.size >= mostOpen ? 'too_many_open' : undefined)
}

/** Takes the finished generations. */
function finishing({ outlet, counters }: IntakeOptions): (generation: Generation) => void {
  return (generation) => {
    // A door below may have brought the refusal.
    if (generation.consent === false) return outlet.lose('no_consent')
    // First, because what it throws is counted by lose.
    outlet.put(generation)
    counters.captured += 1
    increment(counters.byStatus, generation.status)
  }
}

function isLeftOut({ asksNothing }: CallStart, context: ActiveContext | undefined): boolean {
  return asksNothing === true || context?.labels.capture === false
}

/** In the frame of a call that it is no part of, as behind a queue, it may be part of another one. */
function aboveIn(frame: OuterCall, begun: CallStart, openCalls: OpenCalls): OuterCall | undefined {
  const { messages } = begun.request()
  if (frame.asks?.(messages) ?? true) return frame
  return begun.within ?? (begun.isTransport === true ? openCalls.asking(messages) : undefined)
}

/** What is kept of a start until the call ends: not the function that copies the request, which may hold much. */
function factsOf({ source, operation, stream, model, signal, startedAt }: CallStart): CallFacts {
  const facts = { source, operation, stream, model }
  const known = signal === undefined ? facts : { ...facts, signal }
  return startedAt === undefined ? known : { ...known, startedAt }
}
