import { execFile } from 'node:child_process'
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import { mkdir, readdir, rename, rmdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { compactLog } from '../../src/storage/jsonl/index.ts'
import { lockMaintenance } from '../../src/storage/jsonl/maintenance/lock.ts'
import type { Life } from './life.ts'
import { conversationOf } from './names.ts'
import { survey } from './survey.ts'

export type Scene = {
  readonly kind: string
  readonly place: string
  readonly life: Life
  /** How long what lasts for seconds lasts. */
  readonly lastMs: number
  /** Grows with each fault. */
  readonly number: number
}

/** What was done, in a few words. `breach`: what should not have come of it. */
export type Done = { readonly told: string; readonly breach?: string }

const run = promisify(execFile)
/** An erasure reads the whole log, on a machine that may be busy. */
const PATIENCE_MS = 120_000
const HOUR_MS = 3_600_000
const SETTLED = 100
/** A recorder tries again for two seconds. */
const OUTLASTING_MS = 2_500

type Fault = (scene: Scene) => Promise<Done>

export const FAULTS: { readonly [name: string]: Fault } = {
  async erase({ life }) {
    const conversation = conversationOf(life.writer, Math.floor(Math.max(0, life.given() - SETTLED) / 2))
    if (life.erased.some((one) => one.conversation === conversation)) return { told: 'erased before' }
    const began = performance.now()
    life.wish({ what: 'erase', conversation })
    const find = () => life.erased.find((one) => one.conversation === conversation)
    await life.until(() => find() !== undefined, PATIENCE_MS)
    const ms = Math.round(performance.now() - began)
    const hidden = find()?.hidden ?? -1
    const told = `erased ${conversation}: ${hidden} hidden after ${ms} ms`
    return hidden < 0 ? { told, breach: `the erasure of ${conversation} failed or took more than ${ms} ms` } : { told }
  },
  async 'clock jump'({ life, number }) {
    const ms = Math.floor(number / 16) % 2 === 0 ? HOUR_MS : -2 * HOUR_MS
    life.wish({ what: 'clock', ms })
    return { told: `clock by ${ms / HOUR_MS} h` }
  },
  async 'flipped byte'({ kind, place }) {
    if (!kind.startsWith('jsonl')) return { told: 'no files to spoil' }
    const dir = join(place, 'log')
    // Nobody may copy the spoilt line to where it is not mended.
    const lock = await lockMaintenance(dir, PATIENCE_MS)
    if (lock === undefined) return { told: 'no byte flipped', breach: 'somebody held the lock for too long' }
    try {
      return await spoil(kind, place, dir)
    } finally {
      await lock.release()
    }
  },
  async stopped({ life, lastMs }) {
    life.process.kill('SIGSTOP')
    await pause(lastMs)
    life.process.kill('SIGCONT')
    return { told: `stopped for ${lastMs} ms` }
  },
  async renamed({ kind, place, lastMs, number }) {
    if (!kind.startsWith('jsonl')) return { told: 'no directory to rename' }
    const dir = join(place, 'log')
    const away = join(place, `away-${number}`)
    await rename(dir, away)
    await pause(lastMs)
    return { told: `renamed the directory, ${await bringBack(away, dir)} files brought back` }
  },
  async compact({ kind, place }) {
    if (!kind.startsWith('jsonl')) return { told: 'nothing to compact' }
    try {
      const counts = Object.entries(await compactLog(join(place, 'log'))).filter(([, count]) => count)
      return { told: `compacted: ${counts.map(([name, count]) => `${name} ${count}`).join(', ')}` }
    } catch (error) {
      return { told: 'compaction failed', breach: String(error) }
    }
  },
  async 'full disk'({ life, lastMs }) {
    life.wish({ what: 'full disk', ms: lastMs })
    await pause(lastMs)
    return { told: `full disk for ${lastMs} ms` }
  },
  async kill({ life }) {
    life.process.kill('SIGKILL')
    await life.ended
    return { told: `killed ${life.writer}` }
  },
  // "full disk" is the app's own doing, and only in its main thread; this one is the system's, and outlasts its patience.
  async 'no file may grow'({ life, lastMs }) {
    if (!(await limitFiles(life, '0'))) return { told: 'there is no prlimit here' }
    const ms = Math.max(lastMs, OUTLASTING_MS)
    await pause(ms)
    await limitFiles(life, 'unlimited')
    return { told: `no file could grow for ${ms} ms` }
  },
}

/** What no store can survive: it must be noticed. */
export const CONTROLS: { readonly [name: string]: Fault } = {
  async 'lost file'({ place }) {
    const dir = join(place, 'log')
    const name = (await readdir(dir)).find((one) => one.endsWith('.jsonl')) ?? ''
    await unlink(join(dir, name))
    return { told: `removed ${name}` }
  },
}

function limitFiles({ process: { pid } }: Life, bytes: string): Promise<boolean> {
  return run('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]).then(
    () => true,
    () => false,
  )
}

async function spoil(kind: string, place: string, dir: string): Promise<Done> {
  const sealed = (await readdir(dir)).filter((name) => /^\d.*(?<!\.open)\.jsonl$/.test(name)).sort()
  const name = sealed[Math.floor(sealed.length / 2)]
  if (name === undefined) return { told: 'no sealed segment yet' }
  const before = await survey(kind, place)
  const mend = flipByte(join(dir, name))
  const { damages, calls } = await survey(kind, place).finally(mend)
  const told = `flipped a byte of ${name}: ${damages.length - before.damages.length} damages, ${calls} calls left`
  return damages.length > before.damages.length ? { told } : { told, breach: 'a flipped byte was not told' }
}

/** The writers may have begun a new directory meanwhile. */
async function bringBack(away: string, dir: string): Promise<number> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  // Folders and locks are begun anew; the logs are what counts.
  const names = (await readdir(away)).filter((name) => name.includes('.jsonl') || name === 'erasure.key')
  for (const name of names) await rename(join(away, name), join(dir, name))
  await rmdir(away).catch(() => {})
  return names.length
}

function flipByte(path: string): () => void {
  const file = openSync(path, 'r+')
  const at = Math.floor(fstatSync(file).size / 2)
  const byte = Buffer.alloc(1)
  readSync(file, byte, 0, 1, at)
  writeSync(file, Buffer.from([(byte[0] ?? 0) ^ 0x55]), 0, 1, at)
  return () => {
    writeSync(file, byte, 0, 1, at)
    closeSync(file)
  }
}
