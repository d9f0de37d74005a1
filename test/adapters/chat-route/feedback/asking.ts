import type { FeedbackOptions } from '../../../../src/adapters/chat-route/feedback/options.ts'
import { rememberHandedOut } from '../../../../src/adapters/chat-route/handed-out.ts'
import { feedbackHandler } from '../../../../src/adapters/web/feedback-handler.ts'
import { timeOrderedId } from '../../../../src/core/id.ts'
import { startRecording } from '../../../support/recording.ts'

type Headers = { readonly [name: string]: string }

/** A handler at http://app.example/feedback whose recorder has handed out `id`, and what asks it. */
export function startHandler(options: FeedbackOptions<Request> = {}, recording = startRecording()) {
  const id = timeOrderedId()
  const { recorder } = recording
  rememberHandedOut(recorder, id)
  const handler = feedbackHandler({ recorder, ...options })
  const ask = (method: string, body: unknown, headers: Headers = {}): Promise<Response> => {
    const init = { method, headers: { 'content-type': 'application/json', host: 'app.example', ...headers } }
    const hasBody = method === 'POST'
    return handler(new Request('http://app.example/feedback', hasBody ? { ...init, body: JSON.stringify(body) } : init))
  }
  return {
    ...recording,
    id,
    handler,
    ask,
    /** A thumb for the id that was handed out. */
    thumb: (headers?: Headers) => ask('POST', { id, thumb: 'up' }, headers),
    /** The status of a thumb for an answer that is named so. */
    judge: async (target: object) => (await ask('POST', { ...target, thumb: 'up' })).status,
    judgements: async () => (await recording.events()).filter((event) => event.type === 'feedback'),
  }
}
