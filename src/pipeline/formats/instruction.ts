import type { Format } from '../../core/format.ts'
import { plainRowsOf } from './plain-exchanges.ts'

/**
 * Instructions as of Databricks Dolly: `{"instruction","context","response"}`, one row for each trained answer in text.
 * `context` holds the dialogue before the question, as lines of `User: …` and `Assistant: …`.
 *
 * Refused, one code for each missing row: see `plainRowsOf`.
 *
 * @example exportDataset({ format: 'instruction', … })
 */
export function instruction(): Format {
  return {
    name: 'instruction',
    version: 1,
    container: { kind: 'jsonl' },
    rows: (example) =>
      plainRowsOf(example, ({ question, answer, transcript }) => ({
        instruction: question,
        context: transcript,
        response: answer,
      })),
  }
}
