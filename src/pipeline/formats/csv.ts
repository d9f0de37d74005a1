import type { Example, ExampleMessage } from '../../core/example.ts'
import type { Format, Row } from '../../core/format.ts'
import { textOf, type Message } from '../../core/message.ts'
import { exchangesOf } from './exchanges.ts'

export type CsvOptions = {
  /**
   * Puts an apostrophe before a text that a spreadsheet would run as a formula: one that starts with `= + - @`, a tab or
   * a carriage return (default false: it changes the text, which training must not see).
   */
  readonly escapeFormulas?: boolean
}

const COLUMNS = ['id', 'timestamp', 'user_message', 'bot_response', 'user_length', 'bot_length', 'session_id'] as const
/** Half a code point, where there is one of two code units. */
const SURROGATE = /[\ud800-\udfff]/
const FORMULA = /^[=+\-@\t\r]/

/**
 * A table for people: one row for each trained answer to a user message, whether or not tools were called on the way.
 * `id` and `timestamp` are those of the generation; lengths count Unicode code points; `session_id` is the conversation
 * when the app names no session.
 *
 * Refused, one code for each missing row: `no_question` (an answer that nothing came before) and `no_answer_text` (the
 * exchange ends in a tool call or without a trained text).
 *
 * @example exportDataset({ format: csv({ escapeFormulas: true }), … })
 */
export function csv(options: CsvOptions = {}): Format {
  const cell = options.escapeFormulas === true ? escapeFormula : (text: string): string => text
  return {
    name: 'csv',
    version: 1,
    container: { kind: 'csv', columns: COLUMNS },
    rows(example) {
      const { exchanges, unasked } = exchangesOf(example)
      const rows: Row[] = []
      const refused = Array.from({ length: unasked }, () => 'no_question')
      for (const { question, answer, isTrained } of exchanges) {
        if (!isTrained) continue
        const isText = answer?.weight === 1 && textOf(answer.message).trim() !== ''
        if (isText) rows.push(rowOf(example, question, answer, cell))
        else refused.push('no_answer_text')
      }
      return { rows, refused }
    },
  }
}

function rowOf(example: Example, question: Message, answer: ExampleMessage, cell: (text: string) => string): Row {
  const [asked, answered] = [textOf(question), textOf(answer.message)]
  return {
    id: cell(answer.origin?.generationId ?? example.id),
    timestamp: answer.origin?.startedAt ?? example.startedAt,
    user_message: cell(asked),
    bot_response: cell(answered),
    user_length: codePoints(asked),
    bot_length: codePoints(answered),
    session_id: cell(example.sessionId ?? example.conversationId),
  }
}

function escapeFormula(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

function codePoints(text: string): number {
  if (!SURROGATE.test(text)) return text.length
  let count = 0
  for (const _ of text) count += 1
  return count
}
