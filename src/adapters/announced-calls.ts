import type { Message } from '../core/message.ts'
import type { OuterCall } from '../middleware/call.ts'
import { activeContext } from '../middleware/context.ts'
import { textKey } from './turns/text-key.ts'

// Calls that may be announced under one question before those that ended are looked for.
const MOST_QUESTIONS = 1_000

/** What a call asks, and the model that it names; empty when none is known. */
export type Asking = { readonly messages: readonly Message[]; readonly model: string }

type Announced = { readonly outer: OuterCall; readonly context: object | undefined; readonly model: string }

/** Open calls of doors that cannot run the upstream in a frame of theirs, by what they asked last. */
const announced = new Map<string, readonly Announced[]>()

/**
 * For doors that only hear of calls, such as callbacks: the doors below see by the question, put to the same model within
 * the same context, that the call is captured already.
 */
export function announceCall(outer: OuterCall, { messages, model }: Asking): void {
  if (announced.size >= MOST_QUESTIONS) forgetEnded()
  const key = keyOf(messages)
  announced.set(key, [...openIn(key), { outer, context: activeContext(), model }])
}

/** The open call of such a door that asked the same, if there is one. */
export function announcedCall({ messages, model }: Asking): OuterCall | undefined {
  const context = activeContext()
  const isSame = (call: Announced): boolean => call.context === context && mayBe(call.model, model)
  return openIn(keyOf(messages)).find(isSame)?.outer
}

function mayBe(announcedModel: string, model: string): boolean {
  return announcedModel === model || announcedModel === '' || model === ''
}

/** False when nobody has announced anything, so that nobody needs to copy a request to look. */
export function hasAnnouncedCalls(): boolean {
  return announced.size > 0
}

function openIn(key: string): readonly Announced[] {
  const open = (announced.get(key) ?? []).filter(({ outer }) => outer.isOpen)
  if (open.length === 0) announced.delete(key)
  return open
}

function forgetEnded(): void {
  for (const key of announced.keys()) openIn(key)
}

// Protocols differ in roles and in how a message is cut into parts, not in what was said last.
function keyOf(messages: readonly Message[]): string {
  const said = (messages.at(-1)?.parts ?? []).map((part) => {
    if (part.type === 'text') return part.text
    if (part.type !== 'tool_result') return ''
    return typeof part.result === 'string' ? part.result : JSON.stringify(part.result)
  })
  return textKey(said.join(''))
}
