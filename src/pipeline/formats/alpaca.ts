import type { Format, Row } from '../../core/format.ts'
import { plainRowsOf, type PlainExchange } from './plain-exchanges.ts'

export type AlpacaOptions = {
  /**
   * Where the dialogue before a question goes. `input` (default): into `input`, as lines of `User: …` and
   * `Assistant: …`. `column`: into the columns `history` and `system` of LLaMA-Factory, which are then in every row;
   * set `mask_history: true` there, or earlier answers are learned once for each row. `omit`: nowhere.
   */
  readonly history?: 'input' | 'column' | 'omit'
  /** Adds `conversation_id` (default false: some trainers refuse columns that they do not know). */
  readonly conversationId?: boolean
}

/**
 * Instructions as of Stanford Alpaca: `{"instruction","input","output"}`, one row for each trained answer in text.
 * `input` is empty for the first question of a conversation.
 *
 * The system prompt stands in no column of the original, and in `input` it would be learned as something a user says:
 * it is left out, so that the tuned model behaves so without being told, or goes to `system` with `history: 'column'`.
 *
 * Refused, one code for each missing row: see `plainRowsOf`.
 *
 * @example exportDataset({ format: alpaca({ history: 'column' }), … })
 */
export function alpaca(options: AlpacaOptions = {}): Format {
  const { history = 'input', conversationId = false } = options
  return {
    name: 'alpaca',
    version: 1,
    container: { kind: 'jsonl' },
    rows(example) {
      const id = conversationId ? { conversation_id: example.conversationId } : {}
      return plainRowsOf(example, (exchange) => ({ ...rowOf(exchange, history), ...id }), history !== 'omit')
    },
  }
}

function rowOf(
  { question, answer, system, history, transcript }: PlainExchange,
  place: 'input' | 'column' | 'omit',
): Row {
  const row = { instruction: question, input: place === 'input' ? transcript : '', output: answer }
  return place === 'column' ? { ...row, system, history: [...history] } : row
}
