import { textField } from '../../core/field.ts'
import type { OuterCall } from '../../middleware/call.ts'
import { insideCall, outerCall } from '../../middleware/context.ts'
import { openRun, type OpenRun } from './open-runs.ts'

type Method = (this: unknown, ...values: unknown[]) => unknown

const MANAGER = 2

/** `_generate`, a model's own code: the doors below see there that the call is captured already, or left out. */
export function generateInside(own: Method): Method {
  return function generate(...values) {
    const outer = outerOf(runOf(values), values[0])
    return outer === undefined
      ? Reflect.apply(own, this, values)
      : runInside(outer, () => Reflect.apply(own, this, values))
  }
}

/** `_streamResponseChunks`, which LangChain reads where a stream was asked for, and many a `_generate` too. */
export function streamInside(own: Method): Method {
  return function streamResponseChunks(...values) {
    const open = runOf(values)
    if (open?.outer === undefined) return Reflect.apply(own, this, values)
    if (outerCall() !== open.outer) open.run?.isStreamed()
    return runInside(open.outer, () => Reflect.apply(own, this, values))
  }
}

/** Runs a model's own code within a call, also what it does when it is asked for the next piece. */
export function runInside(outer: OuterCall, run: () => unknown): unknown {
  if (outerCall() === outer) return run()
  const result = insideCall(outer, run)
  return isIterator(result) ? eachInside(result, outer) : result
}

function runOf(values: readonly unknown[]): OpenRun | undefined {
  const runId = textField(values[MANAGER], 'runId')
  return runId === undefined ? undefined : openRun(runId)
}

/** A batch of prompts is handed over with the manager of the first: whatever is asked there is part of one of them. */
function outerOf(open: OpenRun | undefined, asked: unknown): OuterCall | undefined {
  const outer = open?.outer
  const isBatch = Array.isArray(asked) && asked.length > 1 && typeof asked[0] === 'string'
  return outer !== undefined && isBatch ? withoutQuestion(outer) : outer
}

function withoutQuestion(outer: OuterCall): OuterCall {
  return {
    get isOpen() {
      return outer.isOpen
    },
    join: (labels) => outer.join(labels),
  }
}

function eachInside(source: AsyncIterator<unknown>, outer: OuterCall): AsyncIterableIterator<unknown> {
  const inside: AsyncIterableIterator<unknown> = {
    next: (...values) => insideCall(outer, () => source.next(...values)),
    [Symbol.asyncIterator]: () => inside,
  }
  const leave = source.return?.bind(source)
  const fail = source.throw?.bind(source)
  if (leave !== undefined) inside.return = (value) => insideCall(outer, () => leave(value))
  if (fail !== undefined) inside.throw = (error) => insideCall(outer, () => fail(error))
  return Object.setPrototypeOf(inside, Reflect.getPrototypeOf(source))
}

function isIterator(value: unknown): value is AsyncIterator<unknown> {
  return typeof value === 'object' && value !== null && 'next' in value
}
