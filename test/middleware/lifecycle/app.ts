import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRecorder } from '../../../src/default-recorder.ts'
import { wrapModel } from '../../../src/adapters/ai-sdk/index.ts'
import { setTimeout as delay } from 'node:timers/promises'
import type { LogEvent } from '../../../src/core/log-event.ts'
import type { Store } from '../../../src/core/store.ts'
import { memoryStore } from '../../../src/storage/memory.ts'

// Run as a child process: an app with one finished answer and one that it reads half of, and then an end of its own kind.
const [dir = '', ending = 'natural', kind = 'jsonl'] = process.argv.slice(2)

/** A store that can only write later, as one over a network. */
function lateStore(): Store {
  return {
    ...withoutAppendSync(),
    async append(events) {
      if (kind === 'hung') await new Promise<void>(() => {})
      const lines = events.map((event) => `${JSON.stringify(event)}\n`)
      await appendFile(join(dir, 'late.jsonl'), lines.join(''))
    },
  }
}

function withoutAppendSync(): Store {
  const { appendSync: _, ...store } = memoryStore()
  return { ...store, name: 'late' }
}

const recorder = createRecorder({
  store: kind === 'late' || kind === 'hung' ? lateStore() : dir,
  ...(kind === 'async-redaction' ? { redact: (event) => Promise.resolve(event) } : {}),
})

type Part = { readonly type: string; readonly id?: string; readonly delta?: string }

function streamOf(parts: readonly Part[]): ReadableStream<Part> {
  const left = [...parts]
  return new ReadableStream<Part>(
    {
      pull(controller) {
        const part = left.shift()
        if (part === undefined) return new Promise<void>(() => {})
        controller.enqueue(part)
        return undefined
      },
    },
    { highWaterMark: 0 },
  )
}

const model = wrapModel(
  {
    specificationVersion: 'v4',
    provider: 'test',
    modelId: 'parrot',
    doGenerate: async (_options: object) => ({
      content: [{ type: 'text', text: 'whole answer' }],
      finishReason: { unified: 'stop' },
    }),
    doStream: async (_options: object) => ({
      stream: streamOf([
        { type: 'text-delta', id: '0', delta: 'half an ' },
        { type: 'text-delta', id: '0', delta: 'answer' },
      ]),
    }),
  },
  { recorder },
)

function prompt(text: string): object {
  return { prompt: [{ role: 'user', content: [{ type: 'text', text }] }] }
}

const { stream } = await model.doStream(prompt('read half'))
const reader = stream.getReader()
await reader.read()
await reader.read()
// Not to be collected: that would end the call before the process does.
Object.assign(globalThis, { reader })
if (ending === 'SIGKILL') {
  await model.doGenerate(prompt('acknowledged'))
  await recorder.flush()
}
await model.doGenerate(prompt('just ended'))

function stayAlive(): void {
  const timer = setInterval(() => {}, 1_000)
  process.on('message', (message) => {
    if (message !== 'end') return
    clearInterval(timer)
    process.disconnect()
  })
  process.send?.('ready')
}

const endings: { readonly [name: string]: () => void } = {
  natural() {},
  exit: () => process.exit(3),
  throw: () =>
    void setImmediate(() => {
      throw new Error('the app broke')
    }),
  rejection: () => void Promise.reject(new Error('the app broke')),
  signal: stayAlive,
  SIGKILL: stayAlive,
  'handler-exits'() {
    process.on('SIGTERM', () => {
      process.stdout.write('handled\n')
      process.exit(7)
    })
    stayAlive()
  },
  'handler-ignores'() {
    process.on('SIGTERM', () => process.send?.('handled'))
    stayAlive()
  },
  'handler-once'() {
    process.once('SIGTERM', () => process.send?.('handled'))
    stayAlive()
  },
  'removes-all-listeners'() {
    process.on('SIGTERM', () => {})
    process.removeAllListeners('SIGTERM')
    setImmediate(stayAlive)
  },
  // As libraries do that clean up when a signal ends the process: they raise it again where nobody else listens.
  'cleanup-library'() {
    function listener(): void {
      process.stdout.write(`listeners ${process.listenerCount('SIGTERM')}\n`)
      if (process.listenerCount('SIGTERM') !== 1) return
      process.off('SIGTERM', listener)
      process.kill(process.pid, 'SIGTERM')
    }
    process.on('SIGTERM', listener)
    stayAlive()
  },
  async 'second-copy'() {
    const other: { createRecorder: typeof createRecorder } = await import(process.env['FINETAP_SECOND_COPY'] ?? '')
    // Still on its way to the store when the signal comes.
    const redact = (event: LogEvent): Promise<LogEvent> => delay(300, event)
    const second = other.createRecorder({ store: dir, redact })
    second.feedback({ turnId: 't1' }, { thumb: 'up' })
    stayAlive()
  },
}
endings[ending]?.()
