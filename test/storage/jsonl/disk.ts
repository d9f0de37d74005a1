import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { onTestFinished } from 'vitest'

type Done = (error: Error | null, count: number) => void
type Write = (file: number, bytes: Buffer, start: number, length: number, position: number | null, done: Done) => void
type Patch = { restore(): void }

/** Replaces functions of `node:fs` for all modules, until restored or the test has ended. */
export function patchDisk(replaced: { readonly [name: string]: unknown }): Patch {
  const original = Object.fromEntries(Object.keys(replaced).map((name) => [name, Reflect.get(fs, name)]))
  function replace(functions: object): void {
    Object.assign(fs, functions)
    syncBuiltinESMExports()
  }
  function restore(): void {
    replace(original)
  }
  replace(replaced)
  onTestFinished(restore)
  return { restore }
}

/** Replaces `fs.write`. */
export function patchWrite(wrap: (write: Write) => Write): Patch {
  return patchDisk({ write: wrap(fs.write) })
}

/** The length of each write, whether it is waited for or not. */
export function watchWrites(): readonly number[] {
  const sizes: number[] = []
  const write = fs.write as unknown as Write
  const { writeSync } = fs
  patchDisk({
    write: ((file, bytes, start, length, position, done) => {
      sizes.push(length)
      write(file, bytes, start, length, position, done)
    }) satisfies Write,
    writeSync(file: number, bytes: Buffer, start: number, length: number, position: number) {
      sizes.push(length)
      return writeSync(file, bytes, start, length, position)
    },
  })
  return sizes
}

/** A disk that has room for so many bytes: it takes a part of a write, and refuses the next, `failures` times. */
export function fullDisk(room: number, failures = Number.POSITIVE_INFINITY): Patch {
  const write = fs.write as unknown as Write
  const { writeSync } = fs
  let left = room
  let refused = 0
  /** How many bytes of a write are taken, 0 when it is refused. */
  function taken(length: number): number {
    if (refused === failures) return length
    const count = Math.min(left, length)
    left -= count
    if (count === 0) refused += 1
    return count
  }
  const patched: Write = (file, bytes, start, length, position, done) => {
    const count = taken(length)
    if (count > 0) write(file, bytes, start, count, position, done)
    else done(noSpace(), 0)
  }
  return patchDisk({
    write: patched,
    writeSync(file: number, bytes: Buffer, start: number, length: number, position: number) {
      const count = taken(length)
      if (count === 0) throw noSpace()
      return writeSync(file, bytes, start, count, position)
    },
  })
}

export function noSpace(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
}

export type Held = {
  /** Resolves when the call has been held. */
  readonly begun: Promise<void>
  /** Lets it go on as it was asked for, or fail. */
  release(error?: Error): void
}

/** A disk on which one asynchronous call hangs, and no other: the first one, or one `after` so many. */
export function hold(name: 'close' | 'fdatasync' | 'open' | 'rename' | 'write', after = 0): Held {
  const begun = Promise.withResolvers<void>()
  const original: unknown = fs[name]
  let calls = 0
  let goOn: ((error?: Error) => void) | undefined
  patchDisk({
    [name](...options: unknown[]) {
      calls += 1
      const call = () => Reflect.apply(original as Write, fs, options)
      if (calls !== after + 1) return call()
      const done = options.at(-1) as Done
      goOn = (error) => (error === undefined ? call() : done(error, 0))
      begun.resolve()
    },
  })
  return { begun: begun.promise, release: (error) => goOn?.(error) }
}

/** As `hold`, of a write of which the disk has taken so many bytes. When it took all, going on is coming back. */
export function holdWrite(taken: number): Held {
  const begun = Promise.withResolvers<void>()
  let goOn: ((error?: Error) => void) | undefined
  patchWrite((write) => (file, bytes, start, length, position, done) => {
    if (goOn !== undefined) return write(file, bytes, start, length, position, done)
    const count = Math.min(taken, length)
    if (count > 0) fs.writeSync(file, bytes, start, count, position)
    goOn = (error) => (error === undefined && count > 0 ? done(null, count) : done(error ?? null, 0))
    begun.resolve()
  })
  return { begun: begun.promise, release: (error) => goOn?.(error) }
}
