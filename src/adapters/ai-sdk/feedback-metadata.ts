import { activeContext } from '../../middleware/context.ts'

/** By which a page names the answer when it judges it. */
export type FeedbackMetadata = { readonly finetapId: string }

/**
 * The id of the answer as metadata of the UI message, for pages that use `useChat`: `message.metadata.finetapId` is what
 * `feedbackRoute` takes as `id`. Call it in the route, which `captureChat` or `wrapRouteHandler` captures; elsewhere there is
 * no id, and no metadata.
 *
 * @param more metadata of your own, for the start of the message
 * @example result.toUIMessageStreamResponse({ messageMetadata: feedbackMetadata() })
 */
export function feedbackMetadata(
  more?: object,
): (options: { readonly part: { readonly type: string } }) => Partial<FeedbackMetadata> | undefined {
  // Now, because the stream may be read where the context of the route is not in force any more.
  const finetapId = activeContext()?.route?.id
  return ({ part }) => {
    if (part.type !== 'start') return undefined
    return finetapId === undefined ? more : { finetapId, ...more }
  }
}
