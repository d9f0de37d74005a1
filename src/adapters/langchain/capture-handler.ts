import { requireOptions, type CaptureOptions } from '../capture-options.ts'
import { CaptureHandler } from './handler.ts'

/**
 * A callback handler that captures every model call of what it is passed to: `callbacks: [captureHandler()]` of an
 * `invoke`, `stream` or `batch`, of a chain, a graph or an agent. All calls under one outermost run are one turn. It is
 * not told when a reader leaves a stream: such a call ends as `abandoned`, with what had come. Models that are wrapped
 * as well are captured once. The doors below, such as `wrapFetch`, know its calls by their question alone: where apps ask
 * the same side by side, `wrapChatModel` tells them apart.
 *
 * Ids in the `metadata` of a run (`thread_id`, `session_id`, `user_id` and the like) become labels, unless `withContext`
 * or the options say otherwise; other keys of it become metadata of the record, its tags become tags.
 *
 * @param options labels for all calls, and the recorder (default: the recorder of the process)
 * @throws FinetapError `bad_option` when the recorder is none
 * @example await chain.invoke({ question }, { callbacks: [captureHandler()], metadata: { thread_id: chat.id } })
 */
export function captureHandler(options: CaptureOptions = {}): CaptureHandler {
  requireOptions(options, 'captureHandler')
  return new CaptureHandler(options)
}
