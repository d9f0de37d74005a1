import { field, listField, textField } from '../../../core/field.ts'
import type { GenerationResponse } from '../../../core/generation.ts'
import { outerCall } from '../../../middleware/context.ts'
import { isObject } from '../specification.ts'
import { textKey } from '../../turns/text-key.ts'
import { lastUserKey } from '../turns/question.ts'

// Calls whose SDK event has not come yet; of what never gets one, such as calls without the SDK, the oldest are forgotten.
const MOST_NOTED = 4_096
// Calls that share one object, such as a constant list of warnings.
const MOST_SHARING = 64

/** A call that a wrap took care of. */
type Noted = { readonly beganAt: number; taken: boolean }

/**
 * The calls that wraps took care of, for hooks that hear of a call only when it is over (those of ai 6). A call is
 * known again by an object or id that came from the provider and that the SDK hands on; where a bare model gives none
 * of these, by what was asked and answered. Each call is taken once and lies within the time of its step, so what a
 * hook leaves out has been recorded.
 */
type NotedCalls = {
  readonly byObject: WeakMap<object, Noted[]>
  readonly byText: Map<string, Noted[]>
  /** Events, or ids of calls, that a hook has dealt with. */
  readonly claimed: { readonly events: WeakSet<object>; readonly ids: Set<string> }
}

/** Takes down by what a call can be known again. */
export type CallNote = {
  /** A result, a part of a stream, or an error of the call. */
  saw(value: unknown): void
  said(response: GenerationResponse | undefined): void
}

// On globalThis, because the wrap may come from a second copy of the package.
const KEY = Symbol.for('finetap.ai-sdk.noted.v1')

/** From now on wraps note their calls. */
export function startNoting(): void {
  if (notedCalls() !== undefined) return
  const claimed = { events: new WeakSet(), ids: new Set() }
  Reflect.set(globalThis, KEY, { byObject: new WeakMap(), byText: new Map(), claimed })
}

/** True for the first hook that deals with an event: integrations may be registered twice. */
export function claim(event: object | string): boolean {
  const claimed = notedCalls()?.claimed
  if (claimed === undefined) return true
  if (typeof event === 'object') {
    const isFirst = !claimed.events.has(event)
    claimed.events.add(event)
    return isFirst
  }
  const isFirst = !claimed.ids.has(event)
  claimed.ids.add(event)
  forgetOldest(claimed.ids)
  return isFirst
}

/** Notes a call of a wrap; undefined when nobody asks, or a door above already notes it. */
export function noteCall(params: unknown): CallNote | undefined {
  const calls = notedCalls()
  if (calls === undefined || outerCall() !== undefined) return undefined
  const noted: Noted = { beganAt: performance.now(), taken: false }
  let question = ''
  unharmed(() => (question = lastUserKey(listField(params, 'prompt'))))
  return {
    saw(value) {
      unharmed(() => {
        for (const object of objectsOf(value)) add(calls.byObject, object, noted)
        for (const text of idsOf(value)) addText(calls.byText, text, noted)
      })
    },
    said(response) {
      const text = saidKey(question, response)
      if (text !== undefined) addText(calls.byText, text, noted)
    },
  }
}

/** Looks at what is not ours. An object whose getters throw is no sign; the call goes on. */
export function unharmed(look: () => unknown): void {
  try {
    look()
  } catch {
    // Known again by another sign, or not at all.
  }
}

/** What a hook knows of a call. */
export type CallSigns = {
  readonly event: unknown
  /** The key of the last user message. */
  readonly question: string
  readonly response: GenerationResponse | undefined
  /** When the step began, by `performance.now()`. */
  readonly since: number
}

/** True when a wrap took care of the call. */
export function takeNoted({ event, question, response, since }: CallSigns): boolean {
  const calls = notedCalls()
  if (calls === undefined) return false
  const said = saidKey(question, response)
  const candidates = [
    ...objectsOf(event).flatMap((object) => calls.byObject.get(object) ?? []),
    ...idsOf(event).flatMap((id) => calls.byText.get(id) ?? []),
    ...(said === undefined ? [] : (calls.byText.get(said) ?? [])),
  ]
  const found = candidates.find(({ taken, beganAt }) => !taken && beganAt >= since)
  if (found !== undefined) found.taken = true
  return found !== undefined
}

/** The objects that the SDK hands on as the provider made them. */
function objectsOf(value: unknown): readonly object[] {
  const response = field(value, 'response')
  const owned = ['warnings', 'request', 'providerMetadata', 'lastError'].map((key) => field(value, key))
  const ofResponse = ['headers', 'timestamp', 'body'].map((key) => field(response, key))
  const listed = [...listField(value, 'content'), ...listField(value, 'errors')]
  return [value, ...owned, ...ofResponse, ...listed].filter(isObject)
}

function idsOf(value: unknown): readonly string[] {
  const id = textField(field(value, 'response'), 'id')
  return id === undefined ? [] : [`id ${id}`]
}

function saidKey(question: string, response: GenerationResponse | undefined): string | undefined {
  const parts = response?.messages.flatMap((message) => message.parts) ?? []
  const said = parts.flatMap((part) => {
    if (part.type === 'text') return textKey(part.text)
    return part.type === 'tool_call' && part.providerExecuted !== true ? [part.id, part.name] : []
  })
  return said.length === 0 ? undefined : `said ${JSON.stringify([question, ...said])}`
}

type Shelf<Key> = { get(key: Key): Noted[] | undefined; set(key: Key, noted: Noted[]): unknown }

function add<Key>(calls: Shelf<Key>, key: Key, noted: Noted): void {
  const open = (calls.get(key) ?? []).filter((other) => !other.taken && other !== noted)
  calls.set(key, [...open.slice(1 - MOST_SHARING), noted])
}

function addText(calls: Map<string, Noted[]>, key: string, noted: Noted): void {
  add(calls, key, noted)
  forgetOldest(calls)
}

function forgetOldest(texts: Map<string, unknown> | Set<string>): void {
  if (texts.size > MOST_NOTED) texts.delete(texts.keys().next().value ?? '')
}

function notedCalls(): NotedCalls | undefined {
  const calls: unknown = Reflect.get(globalThis, KEY)
  return isNotedCalls(calls) ? calls : undefined
}

function isNotedCalls(value: unknown): value is NotedCalls {
  return (
    field(value, 'byObject') instanceof WeakMap && field(value, 'byText') instanceof Map && 'claimed' in Object(value)
  )
}
