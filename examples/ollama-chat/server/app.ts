import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { createRecorder, type Recorder } from 'finetap'
import { jsonlStore } from 'finetap/storage/jsonl'
import { createDatasetBuilder } from './dataset/dataset-builder.ts'
import { createLogSummary } from './dataset/log-summary.ts'
import { watchedStore } from './dataset/watched-store.ts'
import { openModels, type ModelsView } from './models.ts'
import { usualHosts } from './ollama-probe.ts'
import { routes } from './routes.ts'
import { sampleFiller } from './samples/fill.ts'

export type ChatAppOptions = {
  /** Where the log and the datasets lie. */
  readonly out: string
  /** Default 4747. When it is taken, the next free one is used; 0 takes any. */
  readonly port?: number
  /** Where an Ollama may answer. Default: `OLLAMA_HOST`, then 127.0.0.1:11434. */
  readonly ollamaHosts?: readonly string[]
  /** Milliseconds before each token of the demo model, default 25. */
  readonly tokenDelayMs?: number
  /** Milliseconds between looks for an Ollama while the demo model answers, default 10,000. */
  readonly probeEveryMs?: number
  /** Makes the sample chats the same each time. */
  readonly seed?: number
}

/** The running chatbot. */
export type ChatApp = {
  readonly url: string
  /** Which model answers. */
  readonly server: ModelsView['server']
  readonly recorder: Recorder
  readonly close: () => Promise<void>
}

const HOST = '127.0.0.1'

/** Starts the chatbot: Express, the client of Ollama, and finetap. */
export async function startChatApp(options: ChatAppOptions): Promise<ChatApp> {
  const { out, port = 4747, ollamaHosts = usualHosts(), tokenDelayMs = 25, seed } = options
  const watched = watchedStore(jsonlStore(join(out, 'log')))
  const recorder = createRecorder({ store: watched.store, redact: 'all', labels: { environment: 'demo' } })
  const models = await openModels({ hosts: ollamaHosts, tokenDelayMs, probeEveryMs: options.probeEveryMs })
  const summary = createLogSummary(watched.store)
  const builder = createDatasetBuilder({ watched, summary, to: join(out, 'dataset') })
  const fillSamples = sampleFiller({ recorder, ...(seed === undefined ? {} : { seed }) })
  const server = createServer(routes({ out, recorder, models, watched, summary, builder, fillSamples }))
  const listening = await listen(server, port)
  let closing: Promise<void> | undefined

  async function close(): Promise<void> {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
    await models.close()
    await recorder.close()
  }

  return {
    url: `http://${HOST}:${listening}`,
    server: (await models.view()).server,
    recorder,
    close: () => (closing ??= close()),
  }
}

const PORTS_TRIED = 50

async function listen(server: Server, first: number): Promise<number> {
  const last = first === 0 ? 0 : first + PORTS_TRIED
  for (let port = first; ; port += 1) {
    try {
      const listening = once(server, 'listening')
      server.listen(port, HOST)
      await listening
      const address = server.address()
      return typeof address === 'object' && address !== null ? address.port : port
    } catch (error) {
      if (Reflect.get(Object(error), 'code') !== 'EADDRINUSE' || port >= last) throw error
    }
  }
}
