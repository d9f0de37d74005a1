import { onTestFinished } from 'vitest'
import type { ChatApp } from '../../../examples/ollama-chat/server/app.ts'
import type { DatasetView } from '../../../examples/ollama-chat/server/dataset/dataset-view.ts'

/** What the live feed of a conversation sends. */
export type Feed = {
  /** Reads on until a view is as it should be. */
  readonly until: (isWanted: (view: DatasetView) => boolean) => Promise<DatasetView>
  /** How many views came so far. */
  readonly count: () => number
  readonly type: string
  readonly leave: () => void
}

export async function openFeed(app: ChatApp, conversationId: string): Promise<Feed> {
  const client = new AbortController()
  const response = await fetch(`${app.url}/api/dataset/events?conversationId=${conversationId}`, {
    signal: client.signal,
  })
  onTestFinished(() => client.abort())
  const views = viewsOf(response)
  let count = 0
  return {
    async until(isWanted) {
      for (;;) {
        const { value, done } = await views.next()
        if (done === true) throw new Error('the feed has ended')
        count += 1
        if (isWanted(value)) return value
      }
    },
    count: () => count,
    type: response.headers.get('content-type') ?? '',
    leave: () => client.abort(),
  }
}

async function* viewsOf({ body }: Response): AsyncGenerator<DatasetView, void> {
  let rest = ''
  for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const events = (rest + text).split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events) {
      const data = /^event: dataset\ndata: (.*)$/.exec(event)?.[1]
      if (data !== undefined) yield JSON.parse(data) as DatasetView
    }
  }
}
