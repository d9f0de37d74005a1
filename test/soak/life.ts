import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import type { AppErased, AppReport, AppWish } from './protocol.ts'

const APP = fileURLToPath(new URL('./app.ts', import.meta.url))

/** What a process of the app says of itself. */
export type Account = {
  readonly writer: string
  readonly reports: readonly AppReport[]
  readonly erased: readonly AppErased[]
  /** Calls that it was about to make. */
  given(): number
}

/** One process of the app, from its start to its end. */
export type Life = Account & {
  readonly process: ChildProcess
  wish(wish: AppWish): void
  /** Resolves when this is so, looked at behind each message of the process; false: it ended before, or took too long. */
  until(isSo: () => boolean, withinMs: number): Promise<boolean>
  hasEnded(): boolean
  readonly ended: Promise<void>
}

export type LifeOptions = {
  readonly kind: string
  readonly place: string
  readonly writer: string
  readonly perSecond: number
}

export function startLife({ kind, place, writer, perSecond }: LifeOptions): Life {
  const child = fork(APP, [kind, place, writer, String(perSecond)], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  const reports: AppReport[] = []
  const erased: AppErased[] = []
  const looking = new Set<() => void>()
  let given = 0
  let hasEnded = false
  child.on('message', (message: AppReport | AppErased) => {
    if (message.type === 'erased') erased.push(message)
    else reports.push(message)
    for (const look of looking) look()
  })
  if (child.stdout === null) throw new Error('the app has no standard output')
  const output = createInterface(child.stdout)
  output.on('line', (line) => (given = Number(line.slice(2))))
  const ended = Promise.all([once(child, 'exit'), once(output, 'close')]).then(() => {
    hasEnded = true
    for (const look of looking) look()
  })

  async function until(isSo: () => boolean, withinMs: number): Promise<boolean> {
    const settled = new AbortController()
    const changed = new Promise<void>((resolve) => {
      const look = () => (isSo() || hasEnded) && resolve()
      looking.add(look)
      settled.signal.addEventListener('abort', () => looking.delete(look))
      look()
    })
    await Promise.race([changed, pause(withinMs, undefined, { signal: settled.signal }).catch(() => {})])
    settled.abort()
    return isSo()
  }

  return {
    writer,
    process: child,
    reports,
    erased,
    given: () => given,
    wish: (wish) => void (child.connected && child.send(wish)),
    until,
    hasEnded: () => hasEnded,
    ended,
  }
}
