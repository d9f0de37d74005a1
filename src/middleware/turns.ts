import type { LinkKind } from '../core/generation.ts'
import { textOf, type Message } from '../core/message.ts'
import type { ActiveContext } from './context.ts'

// Conversations that may go on side by side in one context before the oldest open turn is forgotten.
const MOST_OPEN_TURNS = 256

/** What ties a call to the calls before it. */
export type LinkHints = {
  readonly generationId: string
  /** The same object in every call of one turn, such as the `headers` that the AI SDK passes down. */
  readonly turnKey?: object
  /** By what the turn key was found (default `headers`). */
  readonly linkedBy?: LinkKind
  /** The same object in every retry of one step, such as the AI SDK's `prompt`. */
  readonly attemptKey?: object
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

type Turn = {
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
  const openTurns = new WeakMap<object, Map<string, Turn>>()

  return (hints) => {
    const { owner, anchor, how } = ownerOf(hints)
    const explicitId = hints.context?.labels.turnId
    if (owner === undefined) return { turnId: hints.generationId, step: 0, attempt: 0, how }
    const open = openTurns.get(owner) ?? new Map<string, Turn>()
    openTurns.set(owner, open)
    // Without a user message, as when the server keeps the history, it is the latest turn.
    const known = anchor === '' ? [...open.values()].at(-1) : open.get(anchor)
    if (known !== undefined && goesOn(known, hints)) {
      advance(known, hints.attemptKey)
      return { turnId: known.turnId, step: known.step, attempt: known.attempt, how }
    }
    const { context, attemptKey, generationId } = hints
    const turn = { context, turnId: explicitId ?? generationId, step: 0, attempt: 0, attemptKey }
    // Set anew, so that the order of the map is the order of use.
    open.delete(anchor)
    open.set(anchor, turn)
    if (open.size > MOST_OPEN_TURNS) open.delete(open.keys().next().value ?? '')
    return { turnId: turn.turnId, step: 0, attempt: 0, how }
  }
}

/** The object that a turn belongs to, and what tells the turns apart that belong to one object. */
function ownerOf({ turnKey, linkedBy = 'headers', context, messages }: LinkHints): {
  readonly owner: object | undefined
  readonly anchor: string
  readonly how: LinkKind
} {
  if (context?.labels.turnId !== undefined) return { owner: context.turn ?? context, anchor: '', how: 'explicit' }
  if (turnKey !== undefined) return { owner: turnKey, anchor: '', how: linkedBy }
  if (context === undefined) return { owner: undefined, anchor: '', how: 'none' }
  return { owner: context, anchor: anchorOf(messages), how: 'context' }
}

// A step of a turn has the same last user message in the same place.
function anchorOf(messages: readonly Message[]): string {
  const index = messages.findLastIndex((message) => message.role === 'user')
  const last = messages[index]
  return last === undefined ? '' : `${index} ${textOf(last)}`
}

function goesOn(known: Turn, { turnKey, context, messages }: LinkHints): boolean {
  if (context?.labels.turnId !== undefined) return true
  // A headers object that the app itself uses for every call says nothing across contexts.
  if (turnKey !== undefined) return known.context === context
  return messages.at(-1)?.role === 'tool'
}

function advance(turn: Turn, attemptKey: object | undefined): void {
  if (attemptKey !== undefined && attemptKey === turn.attemptKey) {
    turn.attempt += 1
    return
  }
  turn.step += 1
  turn.attempt = 0
  turn.attemptKey = attemptKey
}
