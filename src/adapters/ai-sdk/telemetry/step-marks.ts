import { field, textField } from '../../../core/field.ts'
import { activeContext } from '../../../middleware/context.ts'
import type { WatchedCall } from './watched-call.ts'

/** What the event of a step's beginning shows and the event of its end shows too. */
export function marksOf(event: unknown): readonly unknown[] {
  const model = field(event, 'model')
  const shown = ['stepNumber', 'functionId', 'metadata', 'experimental_context'].map((key) => field(event, key))
  return [textField(model, 'provider'), textField(model, 'modelId'), activeContext(), ...shown]
}

/** The last text of the last user message. */
export function questionText({ request }: WatchedCall): string {
  const question = request.messages.findLast(({ role }) => role === 'user')
  const text = question?.parts.findLast((part) => part.type === 'text')
  return text?.text ?? ''
}

/** The request as it went to the provider, for a look at it; none of it is kept. */
export function bodyOf(event: unknown): string {
  const body = field(field(event, 'request'), 'body')
  if (typeof body === 'string') return body
  try {
    return JSON.stringify(body) ?? ''
  } catch {
    return ''
  }
}
