import { listField } from '../../../core/field.ts'
import type { Outcome } from '../../../middleware/call.ts'
import { withContext } from '../../../middleware/context.ts'
import { recorderOf, type CaptureOptions } from '../../capture-options.ts'
import { toRequest } from '../request.ts'
import { claim, takeNoted } from './noted-calls.ts'
import type { Operation } from './operations.ts'
import { objectOutcome } from './step-outcome.ts'
import { recordWatched, watchCall } from './watched-call.ts'

// ai 7 does not run the calls of generateObject and streamObject through its hooks, it only tells of them.

export function objectStarted(operation: Operation, event: unknown, options: CaptureOptions): void {
  if (!recorderOf(options).enabled) return
  const prompt = listField(event, 'promptMessages')
  const request = { ...operation.settings, messages: toRequest({ prompt }).messages }
  operation.watched = watchCall({ model: event, prompt, request, labels: operation.labels })
}

export function objectEnded(operation: Operation, event: unknown, options: CaptureOptions): void {
  record(operation, { event, outcome: objectOutcome(event) }, options)
}

/** The SDK has tried as often as it may. */
export function objectFailed(operation: Operation, error: unknown, options: CaptureOptions): void {
  record(operation, { event: error, outcome: { status: 'error', error } }, options)
}

type End = { readonly event: unknown; readonly outcome: Outcome }

function record(operation: Operation, { event, outcome }: End, options: CaptureOptions): void {
  const { watched, stream, turnKey, isPrivate } = operation
  operation.watched = undefined
  if (watched === undefined || !claim(operation.callId)) return
  if (takeNoted({ event, response: outcome.response, ...watched })) return
  const turn = { turnKey, linkedBy: 'callId' } as const
  const write = (): void => recordWatched(watched, { outcome, version: 'v4', stream, turn }, options)
  if (isPrivate) withContext({ capture: false }, write)
  else write()
}
