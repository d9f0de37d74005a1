import type { Message } from '../core/message.ts'
import type { OuterCall } from '../middleware/call.ts'
import { activeContext, isInFrame, outerCall } from '../middleware/context.ts'
import { textKey } from './turns/text-key.ts'

/** What a call asks, and the model that it names; empty when none is known. */
export type Asking = { readonly messages: readonly Message[]; readonly model: string }

/** What the door that announced a call learns of it later. */
export type Announcement = {
  /**
   * True when the upstream runs in the frame of the call after all. The doors below find it then only from the frame of
   * another call: a queue runs what had to wait in the frame of what it waited for.
   */
  isFramed: boolean
  /** The upstream has answered: what is asked from now on is no part of the call. */
  retract(): void
}

type Announced = Announcement & {
  readonly outer: OuterCall
  readonly context: object | undefined
  readonly model: string
  readonly key: string
  /** When a door below was last told that it is part of the call. */
  claimedAt: number
  claims: number
}

// Clients wait longer than that before they ask again; who asks the same sooner is somebody else.
const SOONEST_RETRY_MS = 200
// More than any client tries. A call whose answer nobody reads is open for long, and told of no token.
const MOST_CLAIMS = 10

// Calls at which those that ended are looked for behind open ones too.
const FEW_CALLS = 1_000
let mostCalls = FEW_CALLS

/** Calls of doors that cannot run the upstream in a frame of theirs, in the order in which they began. */
const announced = new Set<Announced>()

/**
 * For doors that only hear of calls, such as callbacks: the doors below see by the question, put to the same model within
 * the same context, that the call is captured already. Where nothing below captures the upstream of such a call, another
 * call that asks the same at the same time is taken for it: doors that can run the upstream in a frame do so.
 */
export function announceCall(outer: OuterCall, { messages, model }: Asking, isFramed = false): Announcement {
  if (hasAnnouncedCalls() && announced.size >= mostCalls) forgetEnded()
  const call: Announced = {
    outer,
    context: activeContext(),
    model,
    key: keyOf(messages),
    claimedAt: Number.NEGATIVE_INFINITY,
    claims: 0,
    isFramed,
    retract: () => void announced.delete(call),
  }
  announced.add(call)
  return call
}

/** The open call of such a door that asked the same, if there is one. It is taken by whoever asks. */
export function announcedCall({ messages, model }: Asking): OuterCall | undefined {
  const frame = outerCall()
  if (frame === 'left out' || (frame !== undefined && (frame.asks?.(messages) ?? true))) return undefined
  const key = keyOf(messages)
  for (const call of announced) {
    if (call.key !== key || !mayBe(call.model, model) || !call.outer.isOpen) continue
    if (call.isFramed ? isInFrame() : claim(call)) return call.outer
  }
  return undefined
}

/** One request at a time can be that of the call. */
function claim(call: Announced): boolean {
  const now = performance.now()
  if (call.context !== activeContext() || now - call.claimedAt < SOONEST_RETRY_MS) return false
  if (call.claims >= MOST_CLAIMS) return false
  call.claims += 1
  call.claimedAt = now
  return true
}

function mayBe(announcedModel: string, model: string): boolean {
  return announcedModel === model || announcedModel === '' || model === ''
}

/** False when no call that was announced is open, so that nobody needs to copy a request to look. */
export function hasAnnouncedCalls(): boolean {
  // Those that ended are let go of here, so that one call costs the other doors nothing for ever.
  for (const call of announced) {
    if (call.outer.isOpen) return true
    announced.delete(call)
  }
  return false
}

function forgetEnded(): void {
  for (const call of announced) if (!call.outer.isOpen) announced.delete(call)
  mostCalls = Math.max(FEW_CALLS, 2 * announced.size)
}

// Protocols differ in roles and in how a message is cut into parts, not in what was said last.
function keyOf(messages: readonly Message[]): string {
  let said = ''
  for (const part of messages.at(-1)?.parts ?? []) {
    if (part.type === 'text') said += part.text
    if (part.type === 'tool_result') said += typeof part.result === 'string' ? part.result : JSON.stringify(part.result)
  }
  return textKey(said)
}
