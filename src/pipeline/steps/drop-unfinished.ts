import type { MessageOrigin } from '../../core/example.ts'
import type { Step } from '../../core/step.ts'
import { giveUpWhere } from './edit-example.ts'

/**
 * Gives up answers that did not come to their end: reasons `aborted`, `error`, `interrupted` and `abandoned` after the
 * status of the call, `truncated` (the token limit), `content_filter` and `error` after its finish reason.
 *
 * Whoever trains on half an answer teaches a model to stop half-way. In the middle of a conversation such an answer
 * stays as context; at the end it goes, together with its question.
 *
 * @example buildDataset({ steps: [dropUnfinished()], … })
 */
export function dropUnfinished(): Step {
  return {
    name: 'drop-unfinished',
    version: 1,
    apply: (example) => giveUpWhere(example, ({ origin }) => (origin === undefined ? undefined : reasonOf(origin))),
  }
}

function reasonOf({ status, finishReason }: MessageOrigin): string | undefined {
  if (status !== 'ok') return status
  switch (finishReason) {
    case 'length':
      return 'truncated'
    case 'content_filter':
    case 'error':
      return finishReason
    default:
      return undefined
  }
}
