import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import { mkdir, readdir, rename, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { readAllOf } from '../support/faults/accounts.ts'
import { openStore } from '../support/faults/open-store.ts'
import type { Life } from './life.ts'

export type Scene = {
  readonly kind: string
  readonly place: string
  readonly life: Life
  /** How long what lasts for seconds lasts. */
  readonly lastMs: number
  /** Grows with each fault. */
  readonly number: number
}

/** What was done, in a few words; `restart` when the process is gone. `breach`: what should not have come of it. */
export type Done = { readonly told: string; readonly restart?: boolean; readonly breach?: string }

/** An erasure reads the whole log, on a machine that may be busy. */
const PATIENCE_MS = 120_000

type Fault = (scene: Scene) => Promise<Done>

export const FAULTS: { readonly [name: string]: Fault } = {
  async erase({ life }) {
    const conversation = `${life.writer}/${Math.floor(Math.max(0, life.given() - 100) / 40)}`
    if (life.erased.some((one) => one.conversation === conversation)) return { told: 'erased before' }
    const erased = life.next('erased')
    life.wish({ what: 'erase', conversation })
    await Promise.race([erased, pause(PATIENCE_MS)])
    const last = life.erased.at(-1)
    const hidden = last?.conversation === conversation ? last.hidden : -1
    const told = `erased ${conversation}: ${hidden} hidden`
    return hidden < 0 ? { told, breach: 'an erasure failed or did not end' } : { told }
  },
  async 'clock jump'({ life, number }) {
    const ms = number % 2 === 0 ? 3_600_000 : -7_200_000
    life.wish({ what: 'clock', ms })
    return { told: `clock by ${ms / 3_600_000} h` }
  },
  async 'flipped byte'({ kind, place }) {
    if (!kind.startsWith('jsonl')) return { told: 'no files to spoil' }
    const dir = join(place, 'log')
    const sealed = (await readdir(dir)).filter((name) => /^\d.*(?<!\.open)\.jsonl$/.test(name)).sort()
    const name = sealed[Math.floor(sealed.length / 2)]
    if (name === undefined) return { told: 'no sealed segment yet' }
    const before = await readAllOf(await openStore(kind, { place }))
    const mend = flipByte(join(dir, name))
    const { damages, events } = await readAllOf(await openStore(kind, { place })).finally(mend)
    const isTold = damages.length > before.damages.length
    const told = `flipped a byte of ${name}: ${damages.length} damages, ${events.length} events`
    return isTold ? { told } : { told, breach: 'a flipped byte was not told' }
  },
  async stopped({ life, lastMs }) {
    life.process.kill('SIGSTOP')
    await pause(lastMs)
    life.process.kill('SIGCONT')
    return { told: `stopped for ${lastMs} ms` }
  },
  async renamed({ place, lastMs, number }) {
    const dir = join(place, 'log')
    const away = join(place, `away-${number}`)
    await rename(dir, away).catch(() => {})
    await pause(lastMs)
    return { told: `renamed the directory, ${await bringBack(away, dir)} files brought back` }
  },
  async compact({ kind, place }) {
    if (!kind.startsWith('jsonl')) return { told: 'nothing to compact' }
    const module: { readonly [name: string]: unknown } = await import('../../src/storage/jsonl/index.ts')
    const compact = module['compactLog']
    if (typeof compact !== 'function') return { told: 'there is no compactLog' }
    try {
      return { told: `compacted: ${JSON.stringify(await compact(join(place, 'log')))}` }
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
    return { told: `killed ${life.writer}`, restart: true }
  },
}

/** The writer may have begun a new directory meanwhile. */
async function bringBack(away: string, dir: string): Promise<number> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const names = await readdir(away).catch((): string[] => [])
  for (const name of names) {
    // Folders and the key are begun anew; the logs are what counts.
    if (name.includes('.jsonl')) await rename(join(away, name), join(dir, name))
    else if (name === 'erasure.key') await rename(join(away, name), join(dir, name))
  }
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
