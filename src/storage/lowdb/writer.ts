import type { Draft } from './draft.ts'
import { CHANGED, type Drafting } from './drafting.ts'
import { writeError } from './errors.ts'

/** A change of the document, on its way. */
export type Call = {
  /** Throws a FinetapError when this one cannot be made. May be run again, on what somebody else left in the file. */
  readonly make: (draft: Draft) => void
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Writes the document: all changes that wait share one write. */
export type Writer = {
  push(call: Call): void
  /**
   * Gives every call its outcome at once.
   *
   * @throws FinetapError when the document cannot be written; the calls go on waiting then.
   */
  readonly settleSync: () => void
  /**
   * One change more, at once.
   *
   * @throws FinetapError when it cannot be made or written; then it is not made later either.
   */
  changeSync(make: Call['make']): void
  /** Resolves when every call has had its outcome. */
  readonly settle: () => Promise<void>
}

type Flight = { calls: readonly Call[]; isOver: boolean }

type Work = {
  readonly path: string
  readonly drafting: Drafting
  calls: Call[]
  flight: Flight | undefined
}

/** A person's editor changes a file once; something that does so all the time is not waited for. */
const ATTEMPTS = 4

export function createWriter(path: string, drafting: Drafting): Writer {
  const work: Work = { path, drafting, calls: [], flight: undefined }
  let running: Promise<void> | undefined

  async function drain(): Promise<void> {
    // What is appended in the same breath shares the first write.
    await Promise.resolve()
    for (let attempt = 1; work.calls.length > 0;) {
      const taken = work.calls
      work.calls = []
      attempt = (await write(work, taken, attempt === ATTEMPTS)) ? 1 : attempt + 1
    }
    running = undefined
  }

  return {
    push(call) {
      work.calls.push(call)
      running ??= drain()
    },
    settleSync: () => settleSync(work),
    changeSync(make) {
      const refusals: unknown[] = []
      const call: Call = { make, resolve() {}, reject: (error) => refusals.push(error) }
      work.calls.push(call)
      try {
        settleSync(work)
      } catch (error) {
        work.calls = work.calls.filter((other) => other !== call)
        throw error
      }
      if (refusals.length > 0) throw refusals[0]
    },
    settle: async () => running,
  }
}

/** False when the calls wait again, because somebody else was faster. */
async function write(work: Work, taken: readonly Call[], isLast: boolean): Promise<boolean> {
  const { path, drafting } = work
  const flight: Flight = { calls: taken, isOver: false }
  try {
    const { draft } = drafting.prepare()
    flight.calls = makeAll(taken, draft)
    work.flight = flight
    await drafting.write(draft, () => flight.isOver)
  } catch (cause) {
    // What was written at once meanwhile has all of it.
    if (flight.isOver) return true
    drafting.drop()
    if (cause === CHANGED && !isLast) {
      work.calls = [...flight.calls, ...work.calls]
      return false
    }
    for (const call of flight.calls) call.reject(writeError(path, cause))
    return true
  } finally {
    work.flight = undefined
  }
  for (const call of flight.calls) call.resolve()
  return true
}

function settleSync(work: Work): void {
  const { path, drafting, flight } = work
  if (flight === undefined && work.calls.length === 0) return
  try {
    const { draft, isNew } = drafting.prepare()
    // A draft that was there holds what is on its way.
    if (isNew && flight !== undefined) flight.calls = makeAll(flight.calls, draft)
    work.calls = makeAll(work.calls, draft)
    drafting.writeSync(draft)
  } catch (cause) {
    drafting.drop()
    throw writeError(path, cause)
  }
  if (flight !== undefined) flight.isOver = true
  for (const call of [...(flight?.calls ?? []), ...work.calls]) call.resolve()
  work.calls = []
}

/** Those that could be made. The others have been refused. */
function makeAll(calls: readonly Call[], draft: Draft): Call[] {
  return calls.filter((call) => {
    try {
      call.make(draft)
      return true
    } catch (error) {
      call.reject(error)
      return false
    }
  })
}
