import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import type { WriterAccount } from './accounts.ts'

const PROGRAM = fileURLToPath(new URL('./writer-process.ts', import.meta.url))

export type WritingOptions = {
  readonly kind: string
  readonly place: string
  readonly writer: string
  /** So many turns are given at once, and all awaited before the next. */
  readonly burst: number
  /** The process ends by itself after so many (default: hardly ever). */
  readonly turns?: number
  readonly segmentBytes?: number
  readonly url?: string
  /** The process kills itself as soon as so many turns are acknowledged. */
  readonly diesAt?: number
  /** A shell command before it, such as a limit. */
  readonly shell?: string
}

export type Writing = {
  readonly process: ChildProcess
  /** Resolves when the store has acknowledged so many turns, or the process has ended. */
  acknowledged(count: number): Promise<void>
  /** Resolves when the process has ended and all that it said was heard. */
  readonly ended: Promise<WriterAccount>
}

/** Starts a process that writes to a store and acknowledges each turn over a pipe. Killed when the test ends. */
export function startWriting(options: WritingOptions): Writing {
  const { kind, place, writer, burst, turns = 1_000_000, segmentBytes = '', url = '', diesAt = '' } = options
  const program = [
    PROGRAM,
    kind,
    place,
    writer,
    String(burst),
    String(turns),
    String(segmentBytes),
    url,
    String(diesAt),
  ]
  const child =
    options.shell === undefined
      ? spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] })
      : spawn('sh', ['-c', `${options.shell}; exec "$0" "$@"`, process.execPath, ...program], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
  onTestFinished(() => void child.kill('SIGKILL'))
  const numbers: { readonly [what: string]: number[] } = { g: [0], a: [], r: [] }
  const waiting = new Set<() => void>()
  const output = createInterface(child.stdout)
  output.on('line', (line) => {
    const [what = '', number] = line.split(' ')
    numbers[what]?.push(Number(number))
    for (const look of waiting) look()
  })
  const ended = Promise.all([once(child, 'exit'), once(output, 'close')]).then((): WriterAccount => ({
    writer,
    given: numbers['g']?.at(-1) ?? 0,
    acknowledged: numbers['a'] ?? [],
    refused: numbers['r'] ?? [],
  }))
  return {
    process: child,
    acknowledged: (count) =>
      new Promise((resolve) => {
        function look(): void {
          if ((numbers['a']?.length ?? 0) >= count) resolve()
        }
        waiting.add(look)
        look()
        void ended.then(() => resolve())
      }),
    ended,
  }
}
