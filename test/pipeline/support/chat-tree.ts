import fc from 'fast-check'
import type { Generation, GenerationLabels } from '../../../src/core/generation.ts'
import { toolCallsOf, type Message } from '../../../src/core/message.ts'
import { assistant, generation, second, system, user } from './generations.ts'

/** What a person and an app do with a chat: each move happens at one of the answers so far. */
export type Move = {
  readonly kind: 'ask' | 'ask-with-tool' | 'regenerate' | 'fail' | 'abort'
  readonly at: number
}

export const moves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.record({
    kind: fc.constantFrom<Move['kind'][]>('ask', 'ask', 'ask', 'ask-with-tool', 'regenerate', 'fail', 'abort'),
    at: fc.nat(),
  }),
  { minLength: 1, maxLength: 12 },
)

type Answer = {
  readonly id: string
  /** The messages that led to it, and it. */
  readonly path: readonly Message[]
  readonly request: readonly Message[]
  readonly status: Generation['status']
  readonly above: Answer | undefined
}

/** A chat with all its branches, kept apart from how finetap sees it. */
export type ChatTree = {
  readonly generations: readonly Generation[]
  readonly answers: readonly Answer[]
  /** Answers at which somebody said something more, also when no answer came to that. */
  readonly continued: ReadonlySet<Answer>
}

/** Plays the moves. Each message has a text of its own within the chat, equal in all chats that make the same moves. */
export function playChat(name: string, played: readonly Move[], labels: GenerationLabels): ChatTree {
  const generations: Generation[] = []
  const answers: Answer[] = []
  const continued = new Set<Answer>()
  const opening = [system('Be kind.')]

  function call(
    request: readonly Message[],
    above: Answer | undefined,
    answer: Message | undefined,
    status: Generation['status'],
  ): Answer {
    const number = generations.length
    const id = `${name}-${String(number).padStart(3, '0')}`
    const answered = answer === undefined ? [] : [answer]
    generations.push(generation({ id, startedAt: second(number), request, answer: answered, status, ...labels }))
    const made = { id, request, path: [...request, ...answered], status, above }
    if (above !== undefined) continued.add(above)
    if (answer !== undefined) answers.push(made)
    return made
  }

  for (const [turn, { kind, at }] of played.entries()) {
    const start = answers.length === 0 ? undefined : answers[at % (answers.length + 1)]
    const history = start?.path ?? opening
    const asked = [...history, user(`question ${turn}`)]
    if (kind === 'ask') call(asked, start, assistant(`answer ${turn}`), 'ok')
    if (kind === 'abort') call(asked, start, assistant(`half of answer ${turn}`), 'aborted')
    if (kind === 'fail') call(asked, start, undefined, 'error')
    if (kind === 'regenerate' && start !== undefined)
      call(start.request, start.above, assistant(`other answer ${turn}`), 'ok')
    if (kind === 'ask-with-tool') {
      const wish: Message = {
        role: 'assistant',
        parts: [{ type: 'tool_call', id: `c${turn}`, name: 'look', arguments: { turn } }],
      }
      const calling = call(asked, start, wish, 'ok')
      const result: Message = {
        role: 'tool',
        parts: [{ type: 'tool_result', id: toolCallsOf(wish)[0]?.id ?? '', result: turn }],
      }
      call([...calling.path, result], calling, assistant(`answer ${turn}`), 'ok')
    }
  }
  return { generations, answers, continued }
}

/** The answers that should stay: of siblings those that were continued, else the latest whole one. */
export function expectedAnswers({ answers, continued }: ChatTree): readonly Answer[] {
  return answers.filter((answer) => {
    const siblings = answers.filter(({ request }) => textOfPath(request) === textOfPath(answer.request))
    if (siblings.some((sibling) => continued.has(sibling))) return continued.has(answer)
    const whole = siblings.filter(({ status }) => status === 'ok')
    return answer === (whole.length > 0 ? whole : siblings).at(-1)
  })
}

/** The paths from the start to each of these answers that none of the others goes on from. */
export function expectedPaths(answers: readonly Answer[]): readonly string[] {
  const above = new Set(answers.map((answer) => answer.above))
  return answers
    .filter((answer) => !above.has(answer))
    .map(({ path }) => textOfPath(path))
    .sort()
}

export function textOfPath(messages: readonly Message[]): string {
  return JSON.stringify(messages)
}
