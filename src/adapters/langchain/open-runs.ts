import type { OuterCall } from '../../middleware/call.ts'
import type { Announcement } from '../announced-calls.ts'
import type { Run } from './run.ts'

/** A run that is under way. */
export type OpenRun = {
  /** Undefined when it was decided that it is not captured. */
  readonly run: Run | undefined
  readonly keptIn: OpenRun[]
  /** The handler that began it: others hear of the same tokens. */
  readonly by: object
  /** What the doors below see of it. */
  outer?: OuterCall
  announcement?: Announcement
}

// Runs at which those that are gone are looked for.
const FEW_RUNS = 1_000

/**
 * By run id, for all handlers: of several handlers that hear of one run the first captures it. Weak, because a run whose
 * reader left never ends: it must be seen to be gone, and not be kept here.
 */
const runs = new Map<string, WeakRef<OpenRun>>()
let mostRuns = FEW_RUNS

/** Open runs by what lives as long as the framework's own run: the metadata of its callback manager. */
const keptBy = new WeakMap<object, OpenRun[]>()
/** Those of versions that pass no such object, until they end. */
const unowned: OpenRun[] = []

/** Undefined for a run that was not begun here, or has ended. */
export function openRun(runId: string): OpenRun | undefined {
  return runs.get(runId)?.deref()
}

export function addRun(runId: string, run: Run | undefined, by: object, owner: unknown): OpenRun {
  const keptIn = keeperOf(owner)
  const open: OpenRun = { run, keptIn, by }
  keptIn.push(open)
  runs.set(runId, new WeakRef(open))
  if (runs.size > mostRuns) forgetGone()
  return open
}

/** Lets go of a run that has ended. */
export function removeRun(runId: string, open: OpenRun): void {
  runs.delete(runId)
  open.announcement?.retract()
  const place = open.keptIn.indexOf(open)
  if (place !== -1) open.keptIn.splice(place, 1)
}

function keeperOf(owner: unknown): OpenRun[] {
  if (typeof owner !== 'object' || owner === null) return unowned
  const known = keptBy.get(owner)
  if (known !== undefined) return known
  // A list, because a set costs as much as all the rest of this; nearly always there is one run to an owner.
  const kept: OpenRun[] = []
  keptBy.set(owner, kept)
  return kept
}

function forgetGone(): void {
  for (const [runId, open] of runs) if (open.deref() === undefined) runs.delete(runId)
  for (const open of unowned.splice(0)) if (open.run?.call.isOpen === true) unowned.push(open)
  mostRuns = Math.max(FEW_RUNS, 2 * runs.size)
}
