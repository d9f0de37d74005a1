import type { RequestHandler } from 'express'
import type { Recorder } from 'finetap'
import type { DatasetBuilder } from './dataset/dataset-builder.ts'
import type { RunningTurns } from './running-turns.ts'

export type ForgetServices = {
  readonly recorder: Recorder
  readonly builder: DatasetBuilder
  readonly turns: RunningTurns
}

/** `DELETE /api/conversations/:id`: readers of the log no longer see it, and the dataset in `out` is built without it. */
export function forgetConversation({ recorder, builder, turns }: ForgetServices): RequestHandler {
  return async (request, response) => {
    const conversationId = String(request.params['id'])
    // What is still on its way to the log would otherwise be written behind the erasure.
    await turns.stop(conversationId)
    await recorder.flush()
    const { hidden, rewritten, pending } = await recorder.store.erase(
      { conversationId },
      { reason: 'deleted by the user' },
    )
    await builder.build()
    response.json({ hidden, rewritten, pending })
  }
}
