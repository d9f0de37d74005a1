import type { GenerationLabels } from '../core/generation.ts'
import type { ActiveContext } from './context.ts'
import { toLabel } from './labels.ts'
import { Recent } from './recent.ts'

// Conversations and turns that may go on side by side in one process before the oldest is forgotten.
const MOST_SCOPES = 1_000

/** Objects that stand for what is named: when one is forgotten, so is all that is known by it. */
const conversations = new Recent<object>(MOST_SCOPES)
const turns = new Recent<object>(MOST_SCOPES)

/**
 * What a turn does not leave: the conversation, where the context names it, because each call may have a `withContext` of
 * its own; else the context itself.
 */
export function scopeOf(context: ActiveContext | undefined): object | undefined {
  return context?.labels.conversationId === undefined
    ? lightOf(context)
    : objectFor(conversations, whoseOf(context.labels))
}

/** What retries do not leave: the turn that the app names, else the context itself. */
export function retryScopeOf(context: ActiveContext | undefined): object | undefined {
  const turnId = context?.labels.turnId
  return context === undefined || turnId === undefined
    ? lightOf(context)
    : objectFor(turns, turnNameOf(context.labels, turnId))
}

// A context holds its request, which is not to live as long as what is remembered of it. One of another copy of the package
// may have none.
function lightOf(context: ActiveContext | undefined): object | undefined {
  return context?.scope ?? context
}

/** The name of a turn that the app names: ids may be counted up in each conversation. */
export function turnNameOf(labels: GenerationLabels, turnId: string): string {
  return `${turnId}\n${whoseOf(labels)}`
}

/** Whose call it is, as far as the labels say, else those around; empty when nobody says. */
export function whoseOf(labels: GenerationLabels | undefined, around?: GenerationLabels): string {
  const conversation = toLabel(labels?.conversationId) ?? toLabel(around?.conversationId) ?? ''
  const user = toLabel(labels?.userId) ?? toLabel(around?.userId) ?? ''
  const tenant = toLabel(labels?.tenantId) ?? toLabel(around?.tenantId) ?? ''
  return conversation === '' && user === '' && tenant === '' ? '' : `${conversation}\n${user}\n${tenant}`
}

function objectFor(known: Recent<object>, name: string): object {
  const scope = known.get(name) ?? {}
  known.set(name, scope)
  return scope
}
