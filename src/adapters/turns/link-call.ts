import type { LinkKind } from '../../core/generation.ts'
import type { Message } from '../../core/message.ts'
import type { ActiveContext } from '../../middleware/context.ts'
import { Recent } from '../../middleware/recent.ts'
import { TurnKey } from '../../middleware/turn-memory.ts'
import { retryScopeOf, scopeOf } from '../../middleware/turn-scope.ts'
import { createOpenToolCalls, type OpenToolCalls } from './open-tool-calls.ts'
import { createFailures, type Failures } from './failures.ts'

/** What the recorder is told of a call's place, and what the call tells when it ends. */
export type CallLink = {
  readonly turnKey: object
  readonly linkedBy: LinkKind
  readonly attemptKey: object
  /** What came back, and the provider's id of it. */
  answered(answer: readonly Message[], responseId?: string): void
  failed(): void
}

/** What a call asks, without the prompt itself, which is not to be held. */
export type Asked = {
  /** An object that the framework passes down unchanged: in all calls of a turn, or in all attempts of a step. */
  readonly passedDown?: object | undefined
  /** True when it is that of a whole turn. */
  readonly isOfTurn?: boolean
  /** What stays the same in the retries of a step, and changes from step to step. */
  readonly prompt: string
  /** The last user message, with what was said before it; empty when no tool can be called. */
  readonly question: string
  /** The ids of the tool calls whose results end the prompt. */
  readonly answers: readonly string[]
  /** The response that the server goes on from, where it keeps the history. */
  readonly previousResponse?: string | undefined
  readonly context: ActiveContext | undefined
  readonly signal: object | undefined
}

/** A turn that is known already, as by the id of a generateText call. */
export type KnownTurn = { readonly turnKey: object; readonly linkedBy: LinkKind; readonly attemptKey?: object }

/** Where the last call of a turn stood. */
type Place = { readonly turn: KnownTurn; readonly prompt: string; readonly attemptKey: object }

/** A turn key that holds its place itself: see `TurnKey`. */
class PlacedKey extends TurnKey {
  place: Place | undefined
}

/** By the object that the SDK passes down unchanged (headers of one call, prompt of one step), and by turn key. */
const places = new WeakMap<object, Place>()
/** The failures within each context or under each signal: what is asked again there is a retry. */
const failures = new WeakMap<object, Failures>()
/** By scope: a tool loop does not leave the conversation or context that it began in. */
const openToolCalls = new WeakMap<object, OpenToolCalls>()
const NO_SCOPE = {}
/** Stands for all tool calls of an answer, for apps that write their history anew and lose the ids. */
const ANY_ID = ''
// Responses that may be gone on from before the oldest is forgotten.
const MOST_RESPONSES = 1_000
/** Turns by the ids of their responses. */
const responses = new Recent<object>(MOST_RESPONSES)

/**
 * Finds the turn of a call, in this order: the id that the framework gave; the object that it passes down; the tool
 * results that end the prompt, by the response that it goes on from, by their ids, within a conversation or context by the
 * question alone; the same question again, soon after it failed within the same context or under the same signal. Else
 * the call opens a turn. Where many share a context or signal that names nobody, one who asks the very same soon after
 * another failed is taken for him.
 */
export function linkCall(asked: Asked, known?: KnownTurn): CallLink {
  const { passedDown } = asked
  if (known === undefined && isAlone(asked)) return new Link(asked, newTurn(asked), {})
  const seen = passedDown === undefined ? undefined : placeAt(passedDown)
  const turn =
    known === undefined
      ? (seen?.turn ?? goesOn(asked) ?? failedTurn(asked) ?? newTurn(asked))
      : joinedTurn(known, asked)
  return new Link(asked, turn, known?.attemptKey ?? attemptKeyOf(turn, asked))
}

/** True for a call to which no later one can belong, except by the id of its response: its place need not be kept. */
function isAlone({ passedDown, question, answers, context, signal }: Asked): boolean {
  return (passedDown ?? context ?? signal) === undefined && question === '' && answers.length === 0
}

/** A turn of the SDK's own may go on one that the app has begun by hand; all its calls do then. */
function joinedTurn(known: KnownTurn, asked: Asked): KnownTurn {
  const { turnKey } = known
  const joined = placeAt(turnKey)?.turn ?? goesOn(asked) ?? known
  if (placeAt(turnKey) === undefined) setPlace(turnKey, { turn: joined, prompt: '', attemptKey: {} })
  return joined
}

class Link implements CallLink {
  readonly turnKey: object
  readonly linkedBy: LinkKind
  readonly attemptKey: object
  readonly #prompt: string
  readonly #question: string
  readonly #answers: readonly string[]
  readonly #scope: object
  readonly #retried: object | undefined

  constructor(asked: Asked, { turnKey, linkedBy }: KnownTurn, attemptKey: object) {
    this.turnKey = turnKey
    this.linkedBy = linkedBy
    this.attemptKey = attemptKey
    this.#prompt = asked.prompt
    this.#question = asked.question
    this.#answers = asked.answers
    this.#scope = (asked.question === '' ? undefined : scopeOf(asked.context)) ?? NO_SCOPE
    this.#retried = retryScopeOf(asked.context) ?? asked.signal
  }

  answered(answer: readonly Message[], responseId?: string): void {
    if (responseId !== undefined) responses.set(responseId, this.turnKey)
    if (this.#retried !== undefined) failures.get(this.#retried)?.answered(this.#prompt)
    if (this.#question === '') return
    // Where many users ask, only an id tells whose results these are.
    const any = this.#scope === NO_SCOPE ? [] : [ANY_ID]
    const answers = this.#answers
    if (answers.length > 0) openIn(this.#scope).answered([...answers, ...any], this.#question, this.turnKey)
    const made = answer.flatMap(({ parts }) => parts.flatMap((part) => (isOpenCall(part) ? part.id : [])))
    if (made.length > 0) openIn(this.#scope).made([...made, ...any], this.#question, this.turnKey)
  }

  failed(): void {
    const { turnKey, linkedBy } = this
    if (this.#retried !== undefined) failuresIn(this.#retried).failed(this.#prompt, { turnKey, linkedBy })
  }
}

function isOpenCall(part: Message['parts'][number]): part is Extract<Message['parts'][number], { type: 'tool_call' }> {
  return part.type === 'tool_call' && part.providerExecuted !== true && part.id !== ''
}

function goesOn({ answers, question, context, previousResponse }: Asked): KnownTurn | undefined {
  if (answers.length === 0) return undefined
  const goneOn = previousResponse === undefined ? undefined : responses.get(previousResponse)
  if (goneOn !== undefined) return { turnKey: goneOn, linkedBy: 'callId' }
  const open = openToolCalls.get(scopeOf(context) ?? NO_SCOPE)
  const turnKey = open?.turnOf(answers, question)
  if (turnKey !== undefined) return { turnKey, linkedBy: 'prefix' }
  const onlyOne = open?.turnOf([ANY_ID], question)
  return onlyOne === undefined ? undefined : { turnKey: onlyOne, linkedBy: 'context' }
}

function failedTurn({ prompt, context, signal }: Asked): KnownTurn | undefined {
  const retried = retryScopeOf(context) ?? signal
  return retried === undefined ? undefined : failures.get(retried)?.turnOf(prompt)
}

function newTurn({ passedDown = new PlacedKey(), isOfTurn, context }: Asked): KnownTurn {
  if (isOfTurn === true) return { turnKey: passedDown, linkedBy: 'headers' }
  return { turnKey: passedDown, linkedBy: context === undefined ? 'none' : 'context' }
}

/** One object for all attempts of a step. */
function attemptKeyOf(turn: KnownTurn, { prompt, passedDown }: Asked): object {
  const last = placeAt(turn.turnKey)
  const place = last?.prompt === prompt ? last : { turn, prompt, attemptKey: {} }
  if (place !== last) setPlace(turn.turnKey, place)
  if (passedDown !== undefined && passedDown !== turn.turnKey) setPlace(passedDown, place)
  return place.attemptKey
}

function placeAt(key: object): Place | undefined {
  return key instanceof PlacedKey ? key.place : places.get(key)
}

function setPlace(key: object, place: Place): void {
  if (key instanceof PlacedKey) key.place = place
  else places.set(key, place)
}

function openIn(scope: object): OpenToolCalls {
  const open = openToolCalls.get(scope) ?? createOpenToolCalls()
  openToolCalls.set(scope, open)
  return open
}

function failuresIn(scope: object): Failures {
  const known = failures.get(scope) ?? createFailures()
  failures.set(scope, known)
  return known
}
