import type { Step } from '../../core/step.ts'
import { giveUpWhere } from './edit-example.ts'
import { saysNothing } from './substance.ts'

/**
 * Gives up answers that say nothing, reason `empty_answer`: no text beside white space and thoughts, no tool call, no
 * file. In the middle of a conversation such an answer stays as context; at the end it goes, with its question.
 *
 * @example buildDataset({ steps: [dropEmpty()], … })
 */
export function dropEmpty(): Step {
  return {
    name: 'drop-empty',
    version: 1,
    apply: (example) => giveUpWhere(example, ({ message }) => (saysNothing(message) ? 'empty_answer' : undefined)),
  }
}
