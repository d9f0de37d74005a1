import { field } from '../../../core/field.ts'
import type { Outcome } from '../../../middleware/call.ts'
import type { ExchangeCall } from '../begin-exchange.ts'
import { tapAnswer, unreadRefusal, type AnswerHead, type Wanted } from './tap-answer.ts'
import { tapBody } from './tap-body.ts'

/** Follows the answer as the app reads it, on the very object that `fetch` gave. Never throws. */
export function followResponse(exchange: ExchangeCall, wanted: Wanted, response: unknown): void {
  const { call } = exchange
  try {
    if (typeof response !== 'object' || response === null) throw new TypeError('fetch gave no response')
    const head = headOf(response)
    const branch = tapAnswer(exchange, wanted, head)
    // A status without a body, such as 204.
    if (field(response, 'body') === null) branch().done()
    // Nobody will tell what comes of it; the record says what is known.
    else if (!tapBody(response, branch)) call.end(unfollowed(head))
  } catch (cause) {
    call.drop(cause)
  }
}

function unfollowed(head: AnswerHead): () => Outcome {
  return head.isRefused ? unreadRefusal(head) : () => ({ status: 'abandoned' })
}

function headOf(response: object): AnswerHead {
  const statusText = field(response, 'statusText')
  return {
    status: Number(field(response, 'status')),
    statusText: typeof statusText === 'string' ? statusText : '',
    contentType: contentTypeOf(response),
    isRefused: field(response, 'ok') !== true,
  }
}

function contentTypeOf(response: object): string {
  const headers = field(response, 'headers')
  const get = field(headers, 'get')
  const type: unknown = typeof get === 'function' ? Reflect.apply(get, headers, ['content-type']) : undefined
  return typeof type === 'string' ? type : ''
}
