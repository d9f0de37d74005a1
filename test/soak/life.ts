import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createInterface } from 'node:readline'
import type { AppErased, AppReport, AppWish } from './protocol.ts'

const APP = fileURLToPath(new URL('./app.ts', import.meta.url))

/** One process of the app, from its start to its end. */
export type Life = {
  readonly writer: string
  readonly process: ChildProcess
  readonly reports: readonly AppReport[]
  readonly erased: readonly AppErased[]
  /** Calls that it was about to make. */
  given(): number
  wish(wish: AppWish): void
  /** Resolves with the next message of this type; undefined when the process ends before. */
  next(type: 'report' | 'final' | 'erased'): Promise<void>
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
  let given = 0
  child.on('message', (message: AppReport | AppErased) => {
    if (message.type === 'erased') erased.push(message)
    else reports.push(message)
  })
  if (child.stdout === null) throw new Error('the app has no standard output')
  const output = createInterface(child.stdout)
  output.on('line', (line) => (given = Number(line.slice(2))))
  const ended = Promise.all([once(child, 'exit'), once(output, 'close')]).then(() => {})
  return {
    writer,
    process: child,
    reports,
    erased,
    given: () => given,
    wish: (wish) => void (child.connected && child.send(wish)),
    next: (type) =>
      new Promise((resolve) => {
        function look(message: AppReport | AppErased): void {
          if (message.type !== type) return
          child.off('message', look)
          resolve()
        }
        child.on('message', look)
        void ended.then(() => resolve())
      }),
    ended,
  }
}
