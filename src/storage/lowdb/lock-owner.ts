import { randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { field, numberField, textField } from '../../core/field.ts'

/** Who holds a lock, as its file says. */
export type Owner = {
  readonly pid: number
  readonly host: string
  /** When the process began, by the system's count: ids of processes are used again. Empty where it is not told. */
  readonly processStart: string
  readonly since: string
  /** Of this one lock, and no other. */
  readonly token: string
}

export const HEARTBEAT_MS = 30_000
/** A lock whose owner cannot be asked is left behind when it has not been touched for so long. */
const STALE_MS = 5 * 60_000

export function thisProcess(): Owner {
  return {
    pid: process.pid,
    host: hostname(),
    processStart: startOf(process.pid),
    since: new Date().toISOString(),
    token: randomBytes(8).toString('hex'),
  }
}

/** Undefined when there is no lock, or none of ours. */
export function readOwner(path: string): Owner | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'))
    const [pid, token] = [numberField(parsed, 'pid'), textField(parsed, 'token')]
    // The token becomes part of a file's name.
    if (pid === undefined || token === undefined || !/^[0-9a-f]{16}$/.test(token)) return undefined
    const host = textField(parsed, 'host') ?? ''
    const since = textField(parsed, 'since') ?? ''
    return { pid, host, since, token, processStart: textField(parsed, 'processStart') ?? '' }
  } catch {
    return undefined
  }
}

/** True when nobody holds the lock any more: its process has died, or has not been heard of for five minutes. */
export function isAbandoned(path: string, owner: Owner | undefined): boolean {
  if (owner?.host === hostname()) {
    if (hasDied(owner)) return true
    // A process that was stopped, or whose clock has jumped, is alive all the same.
    if (owner.processStart !== '' && startOf(owner.pid) === owner.processStart) return false
  }
  const found = statSync(path, { throwIfNoEntry: false })
  return found !== undefined && Date.now() - found.mtimeMs > STALE_MS
}

function hasDied({ pid, processStart }: Owner): boolean {
  const start = startOf(pid)
  if (start !== '' && processStart !== '') return start !== processStart
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return field(error, 'code') === 'ESRCH'
  }
}

function startOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name of the program, in parentheses, may hold anything; the start is the 22nd field.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const isGone = fields[0] === 'Z' || fields[0] === 'X'
    return isGone ? 'gone' : (fields[19] ?? '')
  } catch {
    return ''
  }
}
