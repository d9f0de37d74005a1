import type { Example, ExampleMessage } from '../../core/example.ts'
import { textOf, toolCallsOf, toolResultsOf, type Message } from '../../core/message.ts'

/** What a user asked, and how it was answered in the end, with the tools that were called in between. */
export type Exchange = {
  readonly question: Message
  /** The last answer; undefined when none came. */
  readonly answer: ExampleMessage | undefined
  /** True when at least one of its answers is trained. */
  readonly isTrained: boolean
  readonly usesTools: boolean
}

/** A conversation as exchanges, for formats whose rows hold one question and one answer. */
export type Exchanges = {
  /** The system messages at the start, `''` when there are none. */
  readonly system: string
  readonly exchanges: readonly Exchange[]
  /** How many answers are trained that no question came before. */
  readonly unasked: number
}

export function exchangesOf(example: Example): Exchanges {
  const first = example.messages.findIndex((entry) => entry.message.role === 'user')
  const leading = first === -1 ? example.messages : example.messages.slice(0, first)
  const turns: ExampleMessage[][] = []
  for (const entry of first === -1 ? [] : example.messages.slice(first)) {
    if (entry.message.role === 'user') turns.push([entry])
    else turns.at(-1)?.push(entry)
  }
  return {
    system: leading
      .filter(isSystem)
      .map(({ message }) => textOf(message))
      .join('\n\n'),
    exchanges: turns.flatMap(([question, ...rest]) =>
      question === undefined ? [] : [exchangeOf(question.message, rest)],
    ),
    unasked: leading.filter((entry) => entry.weight === 1).length,
  }
}

function exchangeOf(question: Message, rest: readonly ExampleMessage[]): Exchange {
  const messages = [question, ...rest.map((entry) => entry.message)]
  return {
    question,
    answer: rest.findLast((entry) => entry.message.role === 'assistant'),
    isTrained: rest.some((entry) => entry.weight === 1),
    usesTools: messages.some((message) => toolCallsOf(message).length + toolResultsOf(message).length > 0),
  }
}

function isSystem({ message }: ExampleMessage): boolean {
  return message.role === 'system' || message.role === 'developer'
}
