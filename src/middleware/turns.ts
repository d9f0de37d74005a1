import type { LinkKind } from '../core/generation.ts'
import { textOf, type Message } from '../core/message.ts'
import type { ActiveContext } from './context.ts'
import { Recent } from './recent.ts'
import { TurnMemory } from './turn-memory.ts'
import { scopeOf, turnNameOf } from './turn-scope.ts'

// Conversations that may go on side by side in one context before the oldest open turn is forgotten.
const MOST_OPEN_TURNS = 256
// Turns that the app names and may go on in a context of their own, before the oldest counts from 0 again.
const MOST_NAMED_TURNS = 1_000

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
  /** True for a call that another one may take the place of. */
  readonly mayGiveWay?: boolean
}

/** The place of a call within its turn. */
export type TurnPlace = {
  readonly turnId: string
  readonly step: number
  readonly attempt: number
  readonly how: LinkKind
  /** Takes the call out of its turn again, as long as it is the latest there. */
  readonly giveBack?: () => void
}

/** Where a turn stands: at its latest call. */
type Stand = { step: number; attempt: number; attemptKey: object | undefined }

/** A turn under way, and where its last call stood. */
export type Turn = Stand & {
  readonly scope: object | undefined
  readonly turnId: string
  /** Where it stood before the latest call, when that may give way. */
  before: Stand | undefined
}

/**
 * Tells which calls belong to one turn: those whose contexts name one `turnId`; those with one turn key, where the
 * framework has one; those that one route of the app makes for one answer; within a conversation or context those whose
 * tool results continue the call before. Else each call is a turn of its own.
 */
export function createTurnLinker(): (hints: LinkHints) => TurnPlace {
  const memory = new TurnMemory()
  const named = new Recent<Turn>(MOST_NAMED_TURNS)
  const turnsOfScope = new WeakMap<object, Map<string, Turn>>()

  return (hints) => {
    const { context, turnKey, linkedBy = 'headers' } = hints
    const route = context?.route
    const turnId = context?.labels.turnId
    if (context !== undefined && turnId !== undefined) {
      return placeOf(turnNamed(turnId, context, hints), 'explicit')
    }
    const scope = scopeOf(context)
    if (turnKey !== undefined) {
      const known = memory.turnOf(turnKey)
      // A headers object that the app itself uses for every call says nothing across conversations.
      const isKnown = known !== undefined && known.scope === scope
      const ofRoute = isKnown ? undefined : turnOfRoute(hints)
      const turn = isKnown ? goOn(known, hints) : (ofRoute ?? begin(hints, scope))
      if (turn !== known) memory.remember(turnKey, turn)
      if (route !== undefined) memory.remember(route, turn)
      return placeOf(turn, ofRoute === undefined ? linkedBy : 'http')
    }
    if (scope === undefined) return placeOf(begin(hints, scope), 'none')
    return placeOf(turnOfScope(turnsOfScope, scope, hints), 'context')
  }

  /** All that a route asks before it answers belongs to one turn. */
  function turnOfRoute(hints: LinkHints): Turn | undefined {
    const route = hints.context?.route
    const known = route === undefined ? undefined : memory.turnOf(route)
    return known && goOn(known, hints)
  }

  function turnNamed(turnId: string, context: ActiveContext, hints: LinkHints): Turn {
    const owner = context.turn ?? context
    const name = turnNameOf(context.labels, turnId)
    // By its owner first, because an inner context may add the conversation.
    const known = memory.turnOf(owner) ?? named.get(name)
    const turn = known === undefined ? begin(hints, undefined, turnId) : goOn(known, hints)
    memory.remember(owner, turn)
    named.set(name, turn)
    return turn
  }
}

function turnOfScope(turnsOf: WeakMap<object, Map<string, Turn>>, scope: object, hints: LinkHints): Turn {
  const { messages } = hints
  const anchor = anchorOf(messages)
  const open = turnsOf.get(scope) ?? new Map<string, Turn>()
  turnsOf.set(scope, open)
  // Without a user message, as when the server keeps the history, it is the latest turn.
  const known = anchor === '' ? [...open.values()].at(-1) : open.get(anchor)
  if (known !== undefined && messages.at(-1)?.role === 'tool') return goOn(known, hints)
  const turn = begin(hints, scope)
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

function begin(hints: LinkHints, scope: object | undefined, turnId = hints.generationId): Turn {
  const { attemptKey, mayGiveWay } = hints
  const before = mayGiveWay === true ? { step: -1, attempt: 0, attemptKey: undefined } : undefined
  return { scope, turnId, step: 0, attempt: 0, attemptKey, before }
}

function goOn(turn: Turn, { attemptKey, mayGiveWay }: LinkHints): Turn {
  const { step, attempt, attemptKey: last } = turn
  turn.before = mayGiveWay === true ? { step, attempt, attemptKey: last } : undefined
  if (attemptKey !== undefined && attemptKey === turn.attemptKey) {
    turn.attempt += 1
    return turn
  }
  turn.step += 1
  turn.attempt = 0
  turn.attemptKey = attemptKey
  return turn
}

function placeOf(turn: Turn, how: LinkKind): TurnPlace {
  const { turnId, step, attempt, before } = turn
  const place = { turnId, step, attempt, how }
  return before === undefined ? place : { ...place, giveBack: () => giveBack(turn, before) }
}

function giveBack(turn: Turn, before: Stand): void {
  // Else a later call stands there.
  if (turn.before === before) Object.assign(turn, before)
}
