import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

export type Child = {
  readonly process: ChildProcess
  readonly lines: readonly string[]
  /** Resolves when the process has printed so many lines. */
  readonly said: (count: number) => Promise<void>
  readonly ended: Promise<unknown>
}

/** Starts a process, which is killed when the test ends. */
export function start(command: string, options: readonly string[], how: SpawnOptions = {}): Child {
  const child = spawn(command, options, {
    ...how,
    stdio: ['ignore', 'pipe', how.stdio === 'ignore' ? 'ignore' : 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  const output = createInterface(child.stdout)
  output.on('line', (line) => lines.push(line))
  return {
    process: child,
    lines,
    said: (count) =>
      new Promise((resolve, reject) => {
        output.on('line', () => {
          if (lines.length >= count) resolve()
        })
        output.on('close', () => reject(new Error(`the process ended after ${lines.length} lines`)))
      }),
    ended: Promise.all([
      new Promise((resolve) => child.on('exit', resolve)),
      new Promise((resolve) => output.on('close', resolve)),
    ]),
  }
}
