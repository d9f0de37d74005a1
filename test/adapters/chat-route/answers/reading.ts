import { expect } from 'vitest'
import {
  readAnswer,
  type AnswerOptions,
  type AnswerReading,
} from '../../../../src/adapters/chat-route/answers/index.ts'
import { cutAt, type Cuts } from '../../wire/cutting.ts'

/** What a route wrote. */
export type Written = {
  readonly type?: string
  readonly headers?: { readonly [name: string]: string }
  readonly status?: number
  readonly body: string | Uint8Array
  readonly places?: Cuts
  /** False for a body that broke off. */
  readonly isEnded?: boolean
  readonly options?: AnswerOptions
}

/** The reading of an answer when its bytes have been given. */
export function reading({
  type,
  headers,
  status = 200,
  body,
  places = [],
  isEnded = true,
  options,
}: Written): AnswerReading {
  const all: { readonly [name: string]: string } = {
    ...(type === undefined ? {} : { 'content-type': type }),
    ...headers,
  }
  const made = readAnswer({ status, header: (name) => all[name] }, options)
  expect(made, 'the answer is read').toBeDefined()
  if (made === undefined) throw new Error('unreachable')
  for (const chunk of cutAt(body, places)) made.chunk(chunk)
  if (isEnded) made.ended()
  return made
}

/** What is known of an answer, in one value. */
export function read(written: Written) {
  const made = reading(written)
  return {
    form: made.form(),
    ...made.result(),
    isComplete: made.isComplete(),
    failure: made.failure(),
    messageId: made.messageId(),
  }
}

/** The text of the answer, and its form. */
export function said(written: Written): readonly [form: string | undefined, text: string, isComplete: boolean] {
  const { form, response, isComplete } = read(written)
  const parts = response?.messages.flatMap((message) => message.parts) ?? []
  return [form, parts.map((part) => (part.type === 'text' ? part.text : '')).join(''), isComplete]
}

/** Events as a server writes them. */
export function sse(...events: readonly unknown[]): string {
  return events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('')
}

export function lines(...values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('')
}
