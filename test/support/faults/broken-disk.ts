import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/** Says what is wrong with a call to the disk: nothing, an error code, or only so many bytes taken. */
export type Trouble = (call: string) => string | number | undefined

export type BrokenDisk = {
  /** How many calls were spoilt. */
  readonly spoilt: () => number
  restore(): void
}

type Callback = (error: Error | null, count?: number) => void
const WITH_CALLBACK = ['fdatasync', 'fsync', 'ftruncate', 'link', 'open', 'rename', 'write'] as const
const AT_ONCE = [
  'fdatasyncSync',
  'fsyncSync',
  'ftruncateSync',
  'linkSync',
  'openSync',
  'renameSync',
  'writeSync',
] as const

/** A disk whose calls fail, or take less than they were given, as `trouble` says, until it is restored. */
export function breakDisk(trouble: Trouble): BrokenDisk {
  let spoilt = 0
  const patched: { [name: string]: unknown } = {}
  for (const name of WITH_CALLBACK) {
    const original: unknown = Reflect.get(fs, name)
    patched[name] = (...options: unknown[]) => {
      const wrong = trouble(name)
      if (wrong !== undefined) spoilt += 1
      const done = options.at(-1) as Callback
      if (typeof wrong === 'string') process.nextTick(() => done(errorOf(wrong, name)))
      else Reflect.apply(original as Callback, fs, shortened(name, options, wrong))
    }
  }
  for (const name of AT_ONCE) {
    const original: unknown = Reflect.get(fs, name)
    patched[name] = (...options: unknown[]) => {
      const wrong = trouble(name)
      if (wrong !== undefined) spoilt += 1
      if (typeof wrong === 'string') throw errorOf(wrong, name)
      return Reflect.apply(original as Callback, fs, shortened(name, options, wrong)) as unknown
    }
  }
  const originals = Object.fromEntries(Object.keys(patched).map((name) => [name, Reflect.get(fs, name)]))
  function restore(): void {
    Object.assign(fs, originals)
    syncBuiltinESMExports()
  }
  Object.assign(fs, patched)
  syncBuiltinESMExports()
  return { spoilt: () => spoilt, restore }
}

/** `write(file, bytes, start, length, …)` with a smaller length. */
function shortened(name: string, options: readonly unknown[], most: number | undefined): readonly unknown[] {
  const length = options[3]
  if (most === undefined || !name.startsWith('write') || typeof length !== 'number') return options
  return options.with(3, Math.max(1, Math.floor(Math.min(length, most))))
}

export function errorOf(code: string, call: string): Error {
  return Object.assign(new Error(`${code}: for the test, ${call}`), { code, syscall: call })
}
