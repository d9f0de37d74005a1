import { constants } from 'node:fs'
import { lstat, open, readFile, unlink, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { field, textField } from '../../../core/field.ts'
import { makeFile } from '../make-file.ts'

const NAME = 'maintenance.lock'
const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
const HEARTBEAT_MS = 30_000
const STALE_MS = 300_000
const POLL_MS = 25
const FULL = new Set(['ENOSPC', 'EDQUOT'])

export type MaintenanceLock = { release(): Promise<void> }

/**
 * Keeps those who rewrite, merge, compress and remove files of one log apart. It is that of one at a time, also within
 * a process; that of a process which has died is taken over.
 *
 * @param waitMs how long to wait for whoever has it
 * @returns undefined when another one still has it
 */
export async function lockMaintenance(dir: string, waitMs = 0): Promise<MaintenanceLock | undefined> {
  const path = join(dir, NAME)
  const until = performance.now() + waitMs
  for (;;) {
    const taken = await take(path)
    if (taken !== undefined) return held(path, taken)
    if ((await isAbandoned(path)) && (await takeAway(path))) continue
    if (performance.now() >= until) return undefined
    await wait(POLL_MS)
  }
}

/** What the lock says when it is ours; undefined when another one has it. */
async function take(path: string): Promise<string | undefined> {
  const content = JSON.stringify({ pid: process.pid, host: hostname(), at: new Date().toISOString() })
  try {
    return (await makeFile({ path, content, isDurable: false })) ? content : undefined
  } catch (cause) {
    // A full disk: what is to be removed may make room. An empty lock is taken over when it is stale only.
    if (!FULL.has(textField(cause, 'code') ?? '')) throw cause
    return (await makeFile({ path, content: '', isDurable: false })) ? '' : undefined
  }
}

function held(path: string, content: string): MaintenanceLock {
  const heartbeat = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => {})
  }, HEARTBEAT_MS)
  heartbeat.unref()
  return {
    async release() {
      clearInterval(heartbeat)
      // A process that was stopped for long may have lost it to another one.
      const found = await readFile(path, 'utf8').catch(() => undefined)
      if (found === content) await unlink(path).catch(() => {})
    },
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  try {
    if (Date.now() - (await lstat(path)).mtimeMs > STALE_MS) return true
    const holder: unknown = JSON.parse(await readFile(path, 'utf8'))
    return textField(holder, 'host') === hostname() && !isAlive(Number(field(holder, 'pid')))
  } catch {
    // Just released; or not yet filled, where there are no hard links.
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return field(cause, 'code') !== 'ESRCH'
  }
}

/** Two that find it abandoned must not take away the lock that the first of them has made anew. */
async function takeAway(path: string): Promise<boolean> {
  const claim = `${path}.taken`
  try {
    await (await open(claim, FLAGS, 0o600)).close()
  } catch (cause) {
    const claimed = await lstat(claim).catch(() => undefined)
    if (claimed !== undefined && Date.now() - claimed.mtimeMs > STALE_MS) await unlink(claim).catch(() => {})
    if (field(cause, 'code') === 'EEXIST') return false
    throw cause
  }
  try {
    if (await isAbandoned(path)) await unlink(path).catch(() => {})
    return true
  } finally {
    await unlink(claim).catch(() => {})
  }
}
