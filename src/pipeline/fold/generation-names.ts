import { textField } from '../../core/field.ts'
import type { Generation } from '../../core/generation.ts'
import { instantOf } from '../../core/instant.ts'
import type { Message } from '../../core/message.ts'
import { createAppendFile, type AppendFile } from '../append-file.ts'
import { forEachLine } from '../read-at.ts'

/** The strongest first. */
export const TARGET_FIELDS = ['generationId', 'turnId', 'responseId', 'messageId'] as const

/** What a generation may be called by, and what tells which of its turn it is. */
type NamedGeneration = {
  readonly id: string
  readonly turnId: string
  readonly responseId: string
  readonly messageIds: readonly string[]
  /** Tenant and conversation; where the app named none, its turn. */
  readonly scope: string
  readonly startedAt: string
  readonly step: number
  readonly attempt: number
  readonly answer: AnswerKind
}

/** `none`: no answer. `wish`: the answer asks for tools. `final`: an answer to a person. */
type AnswerKind = 'none' | 'wish' | 'final'

/** A line of the file: without the names of fields, for each call of the log writes one. */
type NameLine = readonly [
  id: string,
  turnId: unknown,
  responseId: string | undefined,
  tenantId: string | undefined,
  conversationId: string | undefined,
  startedAt: string,
  step: number | null,
  attempt: number | null,
  answer: AnswerKind,
  ...messageIds: readonly string[],
]

export type FoundAnswer =
  | { readonly kind: 'matched'; readonly generationId: string }
  | { readonly kind: 'unknown_target' | 'ambiguous_target' }

export type FoundAnswers = {
  /** The answer that a target means for somebody who speaks of it at this time. */
  readonly of: (target: string, at: string) => FoundAnswer
}

/** The names of all generations, on disk: read only when somebody asks. */
export type NameFile = {
  readonly add: (generation: Generation) => void
  readonly find: (isWanted: (target: string) => boolean) => FoundAnswers
  readonly close: () => void
}

/** @param earlier a file of an earlier build, whose generations count too */
export function createNameFile(path: string, earlier?: string): NameFile {
  let file: AppendFile | undefined

  function add(generation: Generation): void {
    file ??= createAppendFile(path)
    file.append(`${JSON.stringify(lineOf(generation))}\n`)
  }

  function close(): void {
    file?.close()
    file = undefined
  }

  function find(isWanted: (target: string) => boolean): FoundAnswers {
    const paths = [...(earlier === undefined ? [] : [earlier]), ...(file === undefined ? [] : [path])]
    close()
    const forEachNamed = (take: (named: NamedGeneration) => void): void => {
      for (const one of paths) forEachLine(one, (line) => take(namedOn(JSON.parse(line.toString()))))
    }
    const byTarget = new Map<string, NamedGeneration[]>()
    const turns = new Map<string, NamedGeneration | undefined>()
    forEachNamed((named) => {
      for (const target of namesOf(named)) {
        if (!isWanted(target)) continue
        const others = byTarget.get(target)
        if (others === undefined) byTarget.set(target, [named])
        else others.push(named)
        turns.set(turnOf(named), undefined)
      }
    })
    if (byTarget.size === 0) return { of: () => ({ kind: 'unknown_target' }) }
    forEachNamed((named) => {
      const turn = turnOf(named)
      if (named.answer !== 'final' || !turns.has(turn)) return
      const best = turns.get(turn)
      if (best === undefined || byOrder(best, named) < 0) turns.set(turn, named)
    })
    return { of: (target, at) => choose(byTarget.get(target) ?? [], turns, at) }
  }

  return { add, find, close }
}

/** How feedback names what a field says. */
export function nameOf(field: (typeof TARGET_FIELDS)[number], id: string): string {
  return `${field}\n${id}`
}

/** All names of a generation. */
function namesOf({ id, turnId, responseId, messageIds }: NamedGeneration): readonly string[] {
  const names = [nameOf('generationId', id), nameOf('turnId', turnId)]
  if (responseId !== '') names.push(nameOf('responseId', responseId))
  for (const messageId of messageIds) names.push(nameOf('messageId', messageId))
  return names
}

function choose(
  found: readonly NamedGeneration[],
  turns: ReadonlyMap<string, NamedGeneration | undefined>,
  at: string,
): FoundAnswer {
  const [first] = found
  if (first === undefined) return { kind: 'unknown_target' }
  if (found.some(({ scope }) => scope !== first.scope)) return { kind: 'ambiguous_target' }
  const inOrder = [...found].sort(byOrder)
  const answered = inOrder.filter(({ answer }) => answer !== 'none')
  // Whoever judges speaks of what was there by then.
  const time = instantOf(at) ?? Number.POSITIVE_INFINITY
  const known = answered.filter(({ startedAt }) => (instantOf(startedAt) ?? Number.NEGATIVE_INFINITY) <= time)
  const candidates = known.length > 0 ? known : answered.length > 0 ? answered : inOrder
  const chosen = candidates.findLast(({ answer }) => answer === 'final') ?? candidates.at(-1) ?? first
  if (chosen.answer === 'final') return { kind: 'matched', generationId: chosen.id }
  return { kind: 'matched', generationId: (turns.get(turnOf(chosen)) ?? chosen).id }
}

function lineOf(generation: Generation): NameLine {
  const { id, turnId, startedAt, step, attempt, response } = generation
  const [tenantId, conversationId] = [textField(generation, 'tenantId'), textField(generation, 'conversationId')]
  const answer = answerOf(response.messages)
  const messageIds = messageIdsOf(response)
  return [
    id,
    turnId,
    textField(response, 'id'),
    tenantId,
    conversationId,
    startedAt,
    step,
    attempt,
    answer,
    ...messageIds,
  ]
}

function namedOn(line: NameLine): NamedGeneration {
  const [id, turnId, responseId, tenantId, conversationId, startedAt, step, attempt, answer, ...messageIds] = line
  // What is undefined is written as null.
  const within = (conversationId ?? '') === '' ? ['turn', turnId] : ['conversation', conversationId]
  return {
    id,
    turnId: typeof turnId === 'string' ? turnId : '',
    responseId: responseId ?? '',
    messageIds,
    scope: JSON.stringify([tenantId ?? '', ...within]),
    startedAt,
    step: step ?? Number.NaN,
    attempt: attempt ?? Number.NaN,
    answer,
  }
}

function messageIdsOf(response: Generation['response']): readonly string[] {
  const ids: string[] = []
  const own = textField(response, 'messageId')
  if (own !== undefined) ids.push(own)
  for (const message of response.messages) {
    const id = textField(message, 'id')
    if (id !== undefined) ids.push(id)
  }
  return ids
}

function answerOf(messages: readonly Message[]): AnswerKind {
  let answer: AnswerKind = 'none'
  for (const { parts } of messages) {
    for (const part of parts) {
      if (part.type === 'tool_call' && part.providerExecuted !== true) return 'wish'
      answer = 'final'
    }
  }
  return answer
}

function turnOf({ scope, turnId }: NamedGeneration): string {
  return `${scope}\n${turnId}`
}

function byOrder(a: NamedGeneration, b: NamedGeneration): number {
  if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt ? -1 : 1
  return a.step - b.step || a.attempt - b.attempt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}
