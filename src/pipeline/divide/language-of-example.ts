import { trainedMessages, type Example } from '../../core/example.ts'
import { textOf } from '../../core/message.ts'
import { languageOf } from '../language/index.ts'

/** What the answers of an example are written in, as far as that can be told. */
export function languageOfExample(example: Example): string {
  const answers = trainedMessages(example).map(({ message }) => textOf(message))
  return languageOf(answers.join('\n')).code
}
