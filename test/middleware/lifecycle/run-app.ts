import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { LogEvent } from '../../../src/core/log-event.ts'
import type { Damage } from '../../../src/core/store.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'

const APP = fileURLToPath(new URL('./app.ts', import.meta.url))

export type EndedApp = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  readonly events: readonly LogEvent[]
  readonly damages: readonly Damage[]
  /** Status and text of each generation in the log, in order of its question. */
  readonly answers: readonly string[]
}

export type RunningApp = {
  /** Resolves when the app sends this message. */
  said(message: string): Promise<void>
  kill(signal: NodeJS.Signals): void
  send(message: string): void
  ended(): Promise<EndedApp>
}

/** Starts the app with a log directory of its own, and kills it at the end of the test if it still runs. */
export async function startApp(ending: string, kind = 'jsonl', env: NodeJS.ProcessEnv = {}): Promise<RunningApp> {
  const dir = await mkdtemp(join(tmpdir(), 'finetap-app-'))
  const child = fork(APP, [dir, ending, kind], { stdio: 'pipe', env: { ...process.env, ...env } })
  const closed = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await closed
    await rm(dir, { recursive: true, force: true })
  })
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk: Buffer) => (stdout += String(chunk)))
  child.stderr?.on('data', (chunk: Buffer) => (stderr += String(chunk)))
  const messages: unknown[] = []
  child.on('message', (message) => messages.push(message))

  return {
    async said(message) {
      while (!messages.includes(message)) await Promise.race([once(child, 'message'), closed.then(failTo(message))])
    },
    kill: (signal) => void child.kill(signal),
    send: (message) => void child.send(message),
    async ended() {
      await closed
      const { exitCode: code, signalCode: signal } = child
      return { code, signal, stdout, stderr, ...(await readLog(dir)) }
    },
  }

  function failTo(message: string): () => never {
    return () => {
      throw new Error(`the app ended before it said ${message}: ${stderr}`)
    }
  }
}

async function readLog(dir: string): Promise<Pick<EndedApp, 'events' | 'damages' | 'answers'>> {
  const damages: Damage[] = []
  const store = jsonlStore(dir)
  const events = await Array.fromAsync(store.read({ onDamage: (damage) => damages.push(damage) }))
  const generations = events.filter((event) => event.type === 'generation')
  const answers = generations.map(({ status, request, response }) => {
    const [asked, answered] = [request.messages, response.messages].map((messages) =>
      messages.flatMap(({ parts }) => parts.map((part) => (part.type === 'text' ? part.text : part.type))).join(''),
    )
    return `${asked}: ${status} ${answered}`
  })
  return { events, damages, answers: answers.sort() }
}
