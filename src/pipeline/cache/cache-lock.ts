import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { systemCodeOf } from '../output/system-error.ts'

export type Lock = { readonly release: () => void }

/** Of this process. Any other one with its id was left by an earlier process: in a container all builds have the same. */
const held = new Set<string>()

/**
 * Takes a lock that is free, or whose process has ended; undefined when somebody holds it.
 *
 * @throws Error of the operating system where it cannot be written
 */
export function takeLock(path: string): Lock | undefined {
  if (held.has(path)) return undefined
  if (!isWritten(path)) {
    if (isHeld(path)) return undefined
    rmSync(path, { force: true })
    if (!isWritten(path)) return undefined
  }
  held.add(path)
  return {
    release() {
      held.delete(path)
      rmSync(path, { force: true })
    },
  }
}

function isWritten(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false
    throw error
  }
}

function isHeld(path: string): boolean {
  try {
    const owner = Number.parseInt(readFileSync(path, 'utf8'), 10)
    return owner !== process.pid && isRunning(owner)
  } catch {
    return true
  }
}

function isRunning(processId: number): boolean {
  if (!Number.isInteger(processId)) return false
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
