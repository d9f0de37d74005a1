import { textMessage } from '../../../src/core/message.ts'
import type { LogEvent } from '../../../src/core/log-event.ts'
import type { Recorder } from '../../../src/middleware/recorder.ts'

/** One model call of an app, as an adapter hands it over. */
export function record(recorder: Recorder, name: string, size = 0, conversationId?: string): void {
  const call = recorder.begin({
    source: { adapter: 'test' },
    operation: 'chat',
    stream: false,
    model: { requested: 'parrot' },
    request: () => ({ messages: [textMessage('user', name)] }),
    ...(conversationId === undefined ? {} : { labels: { conversationId } }),
  })
  call?.end(() => ({
    status: 'ok',
    response: {
      messages: [textMessage('assistant', `Answer to ${name} `.padEnd(size, 'word '))],
      finishReason: 'stop',
    },
  }))
}

/** The names of the calls that were recorded, in the order of the log. */
export function namesOf(events: readonly LogEvent[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.type !== 'generation') return []
    const part = event.request.messages[0]?.parts[0]
    return part?.type === 'text' ? [part.text] : []
  })
}
