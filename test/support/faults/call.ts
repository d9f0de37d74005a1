import { textMessage, type Message } from '../../../src/core/message.ts'
import type { LogEvent } from '../../../src/core/log-event.ts'
import type { Recorder } from '../../../src/middleware/recorder.ts'

/** What a call of an app may have besides its question. */
export type CallContext = {
  readonly conversationId: string
  /** What was said before: a chat app sends it again with each call. */
  readonly history: readonly Message[]
}

/** One model call of an app, as an adapter hands it over. Gives what the conversation has become. */
export function record(recorder: Recorder, name: string, size = 0, context?: CallContext): readonly Message[] {
  const messages = [...(context?.history ?? []), textMessage('user', name)]
  const answer = textMessage('assistant', `Answer to ${name} `.padEnd(size, 'word '))
  const call = recorder.begin({
    source: { adapter: 'test' },
    operation: 'chat',
    stream: false,
    model: { requested: 'parrot' },
    request: () => ({ messages }),
    ...(context === undefined ? {} : { labels: { conversationId: context.conversationId } }),
  })
  call?.end(() => ({ status: 'ok', response: { messages: [answer], finishReason: 'stop' } }))
  return [...messages, answer]
}

/** The names of the calls that were recorded, in the order of the log. */
export function namesOf(events: readonly LogEvent[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.type !== 'generation') return []
    const part = event.request.messages.at(-1)?.parts[0]
    return part?.type === 'text' ? [part.text] : []
  })
}
