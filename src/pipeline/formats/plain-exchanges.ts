import type { Example } from '../../core/example.ts'
import type { FormatResult, Row } from '../../core/format.ts'
import { textOf, type Message } from '../../core/message.ts'
import { exchangesOf, type Exchange } from './exchanges.ts'

/** A trained answer to a question, both in plain text, with what was said before. */
export type PlainExchange = {
  readonly question: string
  readonly answer: string
  readonly system: string
  /** What was said before, oldest first. It grows with the next exchange: whoever keeps it makes a copy. */
  readonly history: readonly (readonly [question: string, answer: string])[]
  /** The same as a plain text: `User: …` and `Assistant: …`, a line each. */
  readonly transcript: string
}

/**
 * UTF-16 code units of history that the rows of one conversation repeat in all: each row has all that came before, so a
 * chat of a million characters in a hundred turns makes rows of fifty million. They are held at once.
 */
const MOST_REPEATED = 32 * 1024 * 1024

/**
 * The rows of a conversation in formats that know only text, one for each trained answer. Refused, one code for each
 * missing row: `tool_calls` (an answer whose sources the row would hide), `file`, `unknown_part`, `empty_question`,
 * `empty_answer`, `no_question` (an answer that nothing came before), `several_answers` (its last one is not trained) and
 * `history_too_long` (the rows of the conversation repeat 32 Mi characters of history already).
 *
 * @param rowOf repeats the history or the transcript, unless `isRepeated` is false
 */
export function plainRowsOf(
  example: Example,
  rowOf: (exchange: PlainExchange) => Row,
  isRepeated: boolean = true,
): FormatResult {
  const { system, exchanges, unasked } = exchangesOf(example)
  const rows: Row[] = []
  const refused = Array.from({ length: unasked }, () => 'no_question')
  const history: (readonly [string, string])[] = []
  let [transcript, repeated] = ['', 0]
  for (const exchange of exchanges) {
    const question = textOf(exchange.question).trim()
    const answer = exchange.answer === undefined ? '' : textOf(exchange.answer.message).trim()
    if (exchange.isTrained) {
      if (isRepeated) repeated += transcript.length
      const refusal =
        refusalOf(exchange, question, answer) ?? (repeated > MOST_REPEATED ? 'history_too_long' : undefined)
      if (refusal === undefined) rows.push(rowOf({ question, answer, system, history, transcript }))
      else refused.push(refusal)
    }
    if (question === '' && answer === '') continue
    history.push([question, answer])
    // Grown piece by piece: such texts share what they have in common.
    transcript += `${transcript === '' ? '' : '\n'}User: ${question}${answer === '' ? '' : `\nAssistant: ${answer}`}`
  }
  return { rows, refused }
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
