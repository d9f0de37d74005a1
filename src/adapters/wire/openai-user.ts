import { defined, textField } from '../../core/field.ts'
import type { GenerationLabels } from '../../core/generation.ts'

/** The app's own id of the user, as OpenAI's requests carry it: `user`, and `safety_identifier` in its place. */
export function userLabels(body: unknown): GenerationLabels {
  return defined({ userId: textField(body, 'user') ?? textField(body, 'safety_identifier') })
}
