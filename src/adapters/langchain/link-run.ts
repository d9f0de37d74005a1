import type { GenerationRequest } from '../../core/generation.ts'
import type { Message } from '../../core/message.ts'
import { field } from '../../core/field.ts'
import { askedOfRequest } from '../turns/asked-of-request.ts'
import { linkCall, type CallLink } from '../turns/link-call.ts'
import { rootOf } from './root-runs.ts'

type Place = { readonly parentRunId: string | undefined; readonly extra: unknown }

/** The last failure within each turn. */
const failures = new WeakMap<object, { readonly place: string; readonly attemptKey: object }>()

/**
 * The turn of a run: that of the agent or of the outermost run around it, where there is one. Within it the same prompt
 * under the same parent is a new attempt only when it failed before: chains ask alike side by side too.
 */
export function linkRun(request: GenerationRequest, { parentRunId, extra }: Place, agent?: object): CallLink {
  const signal = field(field(extra, 'options'), 'signal')
  const asked = askedOfRequest(request, signal instanceof AbortSignal ? signal : undefined)
  const turnKey = agent ?? (parentRunId === undefined ? undefined : rootOf(parentRunId))
  if (turnKey === undefined) return linkCall(asked)
  const place = `${parentRunId ?? ''} ${asked.prompt}`
  const failed = failures.get(turnKey)
  const attemptKey = failed?.place === place ? failed.attemptKey : {}
  return new RunLink(linkCall(asked, { turnKey, linkedBy: 'runId', attemptKey }), turnKey, place)
}

class RunLink implements CallLink {
  readonly turnKey: object
  readonly linkedBy: CallLink['linkedBy']
  readonly attemptKey: object
  readonly #link: CallLink
  readonly #known: object
  readonly #place: string

  constructor(link: CallLink, known: object, place: string) {
    this.turnKey = link.turnKey
    this.linkedBy = link.linkedBy
    this.attemptKey = link.attemptKey
    this.#link = link
    this.#known = known
    this.#place = place
  }

  answered(answer: readonly Message[], responseId?: string): void {
    failures.delete(this.#known)
    this.#link.answered(answer, responseId)
  }

  failed(): void {
    failures.set(this.#known, { place: this.#place, attemptKey: this.attemptKey })
    this.#link.failed()
  }
}
