import { textField } from '../../../core/field.ts'
import type { Exchange } from '../protocol.ts'
import type { ImageForms } from './image.ts'
import { toOutcome } from './outcome.ts'
import { readLines } from './reading.ts'
import { asksSomething, copyChat, copyCompletion } from './request.ts'
import { createToolIds } from './tool-ids.ts'

/** What the body of a request alone does not tell. */
export type ExchangeFacts = {
  readonly operation: 'chat' | 'completion'
  readonly stream: boolean
  readonly images: ImageForms
}

/** The exchange that a request begins: `chat` for `/api/chat`, `completion` for `/api/generate`. */
export function toExchange(body: unknown, { operation, stream, images }: ExchangeFacts): Exchange {
  // The answer's tool calls go on with the ids of those in the request.
  const reading = { toolIds: createToolIds(), images }
  const copy = operation === 'chat' ? copyChat : copyCompletion
  let sent = body
  return {
    provider: 'ollama',
    operation,
    stream,
    asksNothing: !asksSomething(operation, body),
    model: textField(body, 'model') ?? '',
    request() {
      const request = copy(sent, reading)
      // The app's own object is not to be held until the answer has come.
      sent = undefined
      return request
    },
    outcome: (answer) => toOutcome(answer, reading),
    reading: () => readLines(reading),
  }
}
