import type { LinkKind } from '../core/generation.ts'
import type { Message } from '../core/message.ts'
import type { ActiveContext } from './context.ts'

/** What ties a call to the calls before it. */
export type LinkHints = {
  readonly generationId: string
  /** The same object in every call of one turn, such as the `headers` that the AI SDK passes down. */
  readonly turnKey?: object
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

type Turn = { readonly turnId: string; step: number; attempt: number; attemptKey: object | undefined }

/**
 * Tells which calls belong to one turn: by the turn key where the framework has one; within a context by its `turnId`,
 * or by tool results that continue the call before. Without any of them each call is a turn of its own.
 */
export function createTurnLinker(): (hints: LinkHints) => TurnPlace {
  const turns = new WeakMap<object, Turn>()

  return (hints) => {
    const { turnKey, context, generationId } = hints
    const explicitId = context?.labels.turnId
    const owner = turnKey ?? context
    if (owner === undefined) return { turnId: generationId, step: 0, attempt: 0, how: 'none' }
    const how = explicitId === undefined ? (turnKey === undefined ? 'context' : 'headers') : 'explicit'
    const known = turns.get(owner)
    const goesOn = known !== undefined && (turnKey !== undefined || explicitId !== undefined || continues(hints))
    if (!goesOn) {
      const turn = { turnId: explicitId ?? generationId, step: 0, attempt: 0, attemptKey: hints.attemptKey }
      turns.set(owner, turn)
      return { turnId: turn.turnId, step: 0, attempt: 0, how }
    }
    advance(known, hints.attemptKey)
    return { turnId: known.turnId, step: known.step, attempt: known.attempt, how }
  }
}

function continues({ messages }: LinkHints): boolean {
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
