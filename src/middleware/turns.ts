import type { LinkKind } from '../core/generation.ts'
import { textOf, type Message } from '../core/message.ts'
import type { ActiveContext } from './context.ts'
import { TurnMemory } from './turn-memory.ts'

// Conversations that may go on side by side in one context before the oldest open turn is forgotten.
const MOST_OPEN_TURNS = 256

/** What ties a call to the calls before it. */
export type LinkHints = {
  readonly generationId: string
  /** The same object in every call of one turn, such as the `headers` that the AI SDK passes down. */
  readonly turnKey: object | undefined
  /** By what the turn key was found (default `headers`). */
  readonly linkedBy: LinkKind | undefined
  /** The same object in every retry of one step, such as the AI SDK's `prompt`. */
  readonly attemptKey: object | undefined
  readonly context: ActiveContext | undefined
  readonly messages: readonly Message[]
}

/** The place of a call within its turn. */
export type TurnPlace = {
  readonly turnId: string
  readonly step: number
  readonly attempt: number
  readonly how: LinkKind
}

/** A turn under way, and where its last call stood. */
export type Turn = {
  readonly context: ActiveContext | undefined
  readonly turnId: string
  step: number
  attempt: number
  attemptKey: object | undefined
}

/**
 * Tells which calls belong to one turn: those of one context that names a `turnId`; those with one turn key, where the
 * framework has one; within a context those whose tool results continue the call before. Else each call is a turn of
 * its own.
 */
export function createTurnLinker(): (hints: LinkHints) => TurnPlace {
  const memory = new TurnMemory()
  const turnsOfContext = new WeakMap<object, Map<string, Turn>>()

  return (hints) => {
    const { context, turnKey, linkedBy = 'headers' } = hints
    const turnId = context?.labels.turnId
    if (context !== undefined && turnId !== undefined) {
      const owner = context.turn ?? context
      const known = memory.turnOf(owner)
      const turn = known === undefined ? begin(hints, turnId) : goOn(known, hints)
      if (turn !== known) memory.remember(owner, turn)
      return placeOf(turn, 'explicit')
    }
    if (turnKey !== undefined) {
      const known = memory.turnOf(turnKey)
      // A headers object that the app itself uses for every call says nothing across contexts.
      const turn = known !== undefined && known.context === context ? goOn(known, hints) : begin(hints)
      if (turn !== known) memory.remember(turnKey, turn)
      return placeOf(turn, linkedBy)
    }
    if (context === undefined) return placeOf(begin(hints), 'none')
    return placeOf(turnOfContext(turnsOfContext, context, hints), 'context')
  }
}

function turnOfContext(turnsOf: WeakMap<object, Map<string, Turn>>, context: ActiveContext, hints: LinkHints): Turn {
  const { messages } = hints
  const anchor = anchorOf(messages)
  const open = turnsOf.get(context) ?? new Map<string, Turn>()
  turnsOf.set(context, open)
  // Without a user message, as when the server keeps the history, it is the latest turn.
  const known = anchor === '' ? [...open.values()].at(-1) : open.get(anchor)
  if (known !== undefined && messages.at(-1)?.role === 'tool') return goOn(known, hints)
  const turn = begin(hints)
  // Set anew, so that the order of the map is the order of use.
  open.delete(anchor)
  open.set(anchor, turn)
  if (open.size > MOST_OPEN_TURNS) open.delete(open.keys().next().value ?? '')
  return turn
}

// A step of a turn has the same last user message in the same place.
function anchorOf(messages: readonly Message[]): string {
  const index = messages.findLastIndex((message) => message.role === 'user')
  const last = messages[index]
  return last === undefined ? '' : `${index} ${textOf(last)}`
}

function begin({ context, attemptKey, generationId }: LinkHints, turnId = generationId): Turn {
  return { context, turnId, step: 0, attempt: 0, attemptKey }
}

function goOn(turn: Turn, { attemptKey }: LinkHints): Turn {
  if (attemptKey !== undefined && attemptKey === turn.attemptKey) {
    turn.attempt += 1
    return turn
  }
  turn.step += 1
  turn.attempt = 0
  turn.attemptKey = attemptKey
  return turn
}

function placeOf({ turnId, step, attempt }: Turn, how: LinkKind): TurnPlace {
  return { turnId, step, attempt, how }
}
