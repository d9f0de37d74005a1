import { field, listField } from '../../../core/field.ts'
import { jsonEqual } from '../../../core/json.ts'
import { isObject } from '../specification.ts'
import { bodyOf, marksOf, questionText } from './step-marks.ts'
import type { WatchedCall } from './watched-call.ts'

// Steps under way at once; beyond it the oldest are forgotten.
const MOST_OPEN = 1_000

/** A step of ai 6 that began. */
export type OpenStep = {
  readonly watched: WatchedCall
  /** Shared by all steps of one call. */
  readonly turnKey: object
  readonly marks: readonly unknown[]
  /** The event by which the step before it ended. */
  readonly before: unknown
  readonly signal: unknown
  readonly name: WeakRef<object>
}

export type OpenSteps = {
  open(event: unknown, watched: WatchedCall): void
  /** The steps that an event may end: one, or several streams that cannot be told apart. */
  endedBy(event: unknown): { readonly steps: readonly OpenStep[]; readonly stream: boolean }
  /** The step is over; what follows it in its call goes on from the event. */
  close(step: OpenStep, event: object): void
}

/**
 * ai 6 gives its calls no id. generateText tells a step by the object that names its model; streamText makes a new one
 * for the end, so there all that both events show must agree.
 *
 * The SDK holds that object while the step is under way. Nothing is kept of a step whose object is gone: it failed, or
 * was stopped, which ai 6 does not tell.
 */
export function createOpenSteps(): OpenSteps {
  const steps = new WeakMap<object, OpenStep>()
  const turns = new WeakMap<object, object>()
  const names = new Set<WeakRef<object>>()
  // A step that was forgotten may be the one that ends, so that the only one that fits may be another.
  let hasForgotten = false

  function openSteps(): readonly OpenStep[] {
    const found: OpenStep[] = []
    for (const name of names) {
      const step = steps.get(name.deref() ?? name)
      if (step === undefined) names.delete(name)
      else found.push(step)
    }
    return found
  }

  function forgetOldest(): void {
    if (names.size < MOST_OPEN || openSteps().length < MOST_OPEN) return
    const [oldest] = names
    if (oldest !== undefined) names.delete(oldest)
    hasForgotten = true
  }

  function find(event: unknown): readonly OpenStep[] {
    const fitting = openSteps().filter((step) => fits(step, event))
    if (fitting.length === 1 && !hasForgotten) return fitting
    const body = bodyOf(event)
    const [asking, ...others] = fitting.filter(({ watched }) => body.includes(JSON.stringify(questionText(watched))))
    if (asking === undefined) return fitting
    return others.every(({ watched }) => isSameQuestion(watched, asking.watched)) ? [asking] : fitting
  }

  return {
    open(event, watched) {
      const name = field(event, 'model')
      if (!isObject(name)) return
      forgetOldest()
      const before = listField(event, 'steps').at(-1)
      const turnKey = (isObject(before) ? turns.get(before) : undefined) ?? {}
      const signal = field(event, 'abortSignal')
      const step = { watched, turnKey, marks: marksOf(event), before, signal, name: new WeakRef(name) }
      steps.set(name, step)
      names.add(step.name)
    },
    endedBy(event) {
      const name = field(event, 'model')
      const own = isObject(name) ? steps.get(name) : undefined
      return own === undefined ? { steps: find(event), stream: true } : { steps: [own], stream: false }
    },
    close(step, event) {
      steps.delete(step.name.deref() ?? step)
      names.delete(step.name)
      turns.set(event, step.turnKey)
    },
  }
}

function fits(step: OpenStep, event: unknown): boolean {
  // A stopped step never ends.
  if (step.signal instanceof AbortSignal && step.signal.aborted) return false
  const marks = marksOf(event)
  if (!step.marks.every((mark, index) => mark === marks[index])) return false
  if (step.before === undefined) return true
  // The messages of earlier steps are handed on, object by object.
  const [first] = listField(field(event, 'response'), 'messages')
  const [known] = listField(field(step.before, 'response'), 'messages')
  return first !== undefined && first === known
}

// Who asks the very same gets the other one's answer at worst.
function isSameQuestion(a: WatchedCall, b: WatchedCall): boolean {
  return jsonEqual(a.request.messages, b.request.messages) && jsonEqual(a.labels, b.labels)
}
