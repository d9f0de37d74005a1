import { field, textField } from '../../core/field.ts'

/** By what a run of a graph passes to all its steps: the turns of the agents within it, by their place in the graph. */
const turns = new WeakMap<object, Map<string, object>>()

/**
 * One object for all model calls of one run of an agent. An agent that runs within a tool of another one is handed the
 * other's writer, but stands at a place of its own.
 */
export function turnOfAgent(runtime: unknown): object | undefined {
  const run = field(runtime, 'writer')
  if (typeof run !== 'function') return undefined
  const place = placeOf(textField(field(runtime, 'configurable'), 'checkpoint_ns') ?? '')
  const known = turns.get(run) ?? new Map<string, object>()
  turns.set(run, known)
  const turn = known.get(place) ?? {}
  known.set(place, turn)
  return turn
}

// Such as `tools:<task>|model_request:<task>`: the last part is the step.
function placeOf(namespace: string): string {
  return namespace.split('|').slice(0, -1).join('|')
}
