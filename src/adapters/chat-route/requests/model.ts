import { textField } from '../../../core/field.ts'

/** The model that a body names, also by the names in the templates of chat apps; empty when it names none. */
export function modelOf(body: unknown): string {
  return (
    textField(body, 'model') ??
    textField(body, 'modelId') ??
    textField(body, 'selectedChatModel') ??
    textField(body, 'chatModel') ??
    ''
  )
}
