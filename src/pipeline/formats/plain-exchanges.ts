import type { Example } from '../../core/example.ts'
import { textOf, type Message } from '../../core/message.ts'
import { exchangesOf, type Exchange } from './exchanges.ts'

/** A trained answer to a question, both in plain text, with what was said before. */
export type PlainExchange = {
  readonly question: string
  readonly answer: string
  readonly system: string
  /** Questions and answers before this one, oldest first. */
  readonly history: readonly (readonly [question: string, answer: string])[]
}

export type PlainExchanges = { readonly exchanges: readonly PlainExchange[]; readonly refused: readonly string[] }

/**
 * The trained answers of a conversation for formats that know only text. Refused, one code for each missing row:
 * `tool_calls` (an answer whose sources the row would hide), `file`, `unknown_part`, `empty_question`, `empty_answer`,
 * `no_question` (an answer that nothing came before) and `several_answers` (its last one is not trained).
 */
export function plainExchangesOf(example: Example): PlainExchanges {
  const { system, exchanges, unasked } = exchangesOf(example)
  const plain: PlainExchange[] = []
  const refused = Array.from({ length: unasked }, () => 'no_question')
  const history: (readonly [string, string])[] = []
  for (const exchange of exchanges) {
    const question = textOf(exchange.question).trim()
    const answer = exchange.answer === undefined ? '' : textOf(exchange.answer.message).trim()
    const refusal = exchange.isTrained ? refusalOf(exchange, question, answer) : undefined
    if (refusal !== undefined) refused.push(refusal)
    else if (exchange.isTrained) plain.push({ question, answer, system, history: [...history] })
    if (question !== '' || answer !== '') history.push([question, answer])
  }
  return { exchanges: plain, refused }
}

/** What was said before, as a plain text: `User: …` and `Assistant: …`, a line each. */
export function transcriptOf(history: PlainExchange['history']): string {
  const lines = history.flatMap(([question, answer]) => [
    `User: ${question}`,
    answer === '' ? '' : `Assistant: ${answer}`,
  ])
  return lines.filter((line) => line !== '').join('\n')
}

function refusalOf({ question, answer, usesTools }: Exchange, asked: string, answered: string): string | undefined {
  if (usesTools) return 'tool_calls'
  const refusal = refusalOfParts(question) ?? (answer === undefined ? undefined : refusalOfParts(answer.message))
  if (refusal !== undefined) return refusal
  if (answer?.weight !== 1) return 'several_answers'
  if (asked === '') return 'empty_question'
  return answered === '' ? 'empty_answer' : undefined
}

function refusalOfParts(message: Message): string | undefined {
  for (const part of message.parts) {
    if (part.type === 'file') return 'file'
    if (part.type !== 'text' && part.type !== 'reasoning' && part.type !== 'source') return 'unknown_part'
  }
  return undefined
}
