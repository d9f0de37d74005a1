import type { Message } from '../core/message.ts'
import type { OuterCall } from '../middleware/call.ts'
import { activeContext } from '../middleware/context.ts'
import { textKey } from './turns/text-key.ts'

/** What a call asks, and the model that it names; empty when none is known. */
export type Asking = { readonly messages: readonly Message[]; readonly model: string }

type Announced = {
  readonly outer: OuterCall
  readonly context: object | undefined
  readonly model: string
  readonly key: string
}

// Calls at which those that ended are looked for behind open ones too.
const FEW_CALLS = 1_000
let mostCalls = FEW_CALLS

/** Calls of doors that cannot run the upstream in a frame of theirs, in the order in which they began. */
const announced = new Set<Announced>()

/**
 * For doors that only hear of calls, such as callbacks: the doors below see by the question, put to the same model within
 * the same context, that the call is captured already.
 */
export function announceCall(outer: OuterCall, { messages, model }: Asking): void {
  if (hasAnnouncedCalls() && announced.size >= mostCalls) forgetEnded()
  announced.add({ outer, context: activeContext(), model, key: keyOf(messages) })
}

/** The open call of such a door that asked the same, if there is one. */
export function announcedCall({ messages, model }: Asking): OuterCall | undefined {
  const context = activeContext()
  const key = keyOf(messages)
  for (const call of announced) {
    const isSame = call.context === context && call.key === key && mayBe(call.model, model)
    if (isSame && call.outer.isOpen) return call.outer
  }
  return undefined
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
