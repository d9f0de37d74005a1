import { requireFitting } from '../../../middleware/answer-size.ts'
import { parseJson } from '../../wire/ndjson.ts'
import type { AnswerReading } from './answer.ts'
import { saidInJson, type Said } from './json-said.ts'
import { lookAtLines } from './looking.ts'
import { createTextBody } from './text-body.ts'
import { readAsTold } from './told.ts'

/**
 * Reads an answer of JSON. Only when it has ended it says something; but lines of JSON, which many apps send under the same
 * type, do so before.
 */
export function readWholeJson(): AnswerReading {
  const body = createTextBody()
  let said: Said | undefined
  let lines: AnswerReading | undefined

  /** What has come, as lines. None is kept, because more may come. */
  function soFar(): AnswerReading {
    if (lines !== undefined) return lines
    const reading = readAsTold(lookAtLines())
    reading.chunk(Buffer.from(body.text()))
    return reading
  }
  return {
    chunk(bytes) {
      body.add(bytes)
      return false
    },
    ended() {
      const text = body.text()
      const parsed = parseJson(text)
      if (parsed !== undefined) said = saidInJson(parsed.json)
      requireFitting(said?.outcome.response?.messages ?? [])
      if (said !== undefined) return
      lines = readAsTold(lookAtLines())
      if (parsed !== undefined) return
      lines.chunk(Buffer.from(text))
      lines.ended()
    },
    result() {
      if (said === undefined) return soFar().result()
      const { status: _status, error: _error, ...result } = said.outcome
      return result
    },
    isComplete: () => said?.outcome.status === 'ok' || lines?.isComplete() === true,
    failure: () => said?.outcome.error ?? lines?.failure(),
    form: () => said?.form ?? soFar().form(),
    messageId: () => said?.messageId,
  }
}
