import { createMeter, LARGEST_ANSWER, requireFitting } from '../../../middleware/answer-size.ts'
import type { PartialOutcome } from '../../../middleware/call.ts'
import { LARGEST_EVENT } from '../../wire/byte-lines.ts'
import { createNdjsonParser, parseJson } from '../../wire/ndjson.ts'
import { createSseParser } from '../../wire/sse.ts'
import type { AnswerReading } from './answer.ts'
import type { WholeAnswer } from './custom-answer.ts'
import { toCustomResult } from './custom-result.ts'
import { createTextBody } from './text-body.ts'

/** The head of an answer, and the app's own reader of it. */
export type CustomFacts = Pick<WholeAnswer, 'status' | 'contentType'> & {
  readonly custom: (answer: WholeAnswer) => unknown
}

type Asked = { readonly result: PartialOutcome | undefined } | { readonly thrown: unknown }

// Nobody reads an answer out of these.
const NO_TEXT = /^(image|audio|video|font)\/|zip|pdf/

/** Reads an answer with the app's own reader. */
export function readCustom({ status, contentType, custom }: CustomFacts): AnswerReading | undefined {
  if (NO_TEXT.test(contentType)) return undefined
  const body = bodyOf(contentType)
  let last: Asked | undefined

  function ask(): Asked {
    try {
      const given = custom({ status, contentType, body: body.value() })
      // One that fails must not end the process.
      if (given instanceof Promise) given.catch(() => undefined)
      const result = toCustomResult(given)
      requireFitting(result?.response?.messages ?? [])
      return { result }
    } catch (thrown) {
      return { thrown }
    }
  }
  return {
    chunk(bytes) {
      body.add(bytes)
      return false
    },
    ended() {
      body.end()
      last ??= ask()
    },
    result() {
      // Half a value of JSON is none.
      const asked = last ?? (body.isInPieces ? ask() : { result: undefined })
      if ('thrown' in asked) throw asked.thrown
      return asked.result ?? {}
    },
    isComplete: () => last !== undefined && 'result' in last && last.result !== undefined,
    failure: () => undefined,
    form: () => (last !== undefined && 'result' in last && last.result === undefined ? undefined : 'custom'),
    messageId: () => undefined,
  }
}

type Body = {
  /** True when what has come of it is of use before all has. */
  readonly isInPieces: boolean
  add(bytes: Uint8Array): void
  end(): void
  value(): unknown
}

function bodyOf(contentType: string): Body {
  if (contentType.includes('event-stream')) return eventsBody('sse')
  if (/ndjson|jsonl|json-?lines/.test(contentType)) return eventsBody('ndjson')
  const text = createTextBody()
  const isJson = contentType.includes('json')
  const value = (): unknown => {
    const parsed = isJson ? parseJson(text.text()) : undefined
    return parsed === undefined ? text.text() : parsed.json
  }
  return { isInPieces: !isJson, add: (bytes) => text.add(bytes), end: () => undefined, value }
}

function eventsBody(framing: 'sse' | 'ndjson'): Body {
  const grow = createMeter(LARGEST_ANSWER)
  const events: unknown[] = []
  function take(data: string): void {
    if (data === '[DONE]') return
    grow(data.length)
    const parsed = parseJson(data)
    events.push(parsed === undefined ? data : parsed.json)
  }
  const parser =
    framing === 'sse'
      ? createSseParser(
          ({ data }) => take(data),
          LARGEST_EVENT,
          ({ data }) => take(data),
        )
      : createNdjsonParser({ value: (json) => take(JSON.stringify(json)), malformed: take })
  return {
    isInPieces: true,
    add: (bytes) => parser.push(bytes),
    end: () => void parser.end(),
    value: () => [...events],
  }
}
