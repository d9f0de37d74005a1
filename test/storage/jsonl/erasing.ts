import fs from 'node:fs'
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import * as zlib from 'node:zlib'
import { onTestFinished } from 'vitest'
import type { Generation } from '../../../src/core/generation.ts'
import { textMessage, type Message } from '../../../src/core/message.ts'
import { createAppender } from '../../../src/storage/jsonl/writing/appender.ts'
import { checkedOptions } from '../../../src/storage/jsonl/checked-options.ts'
import { createEraser, type Eraser } from '../../../src/storage/jsonl/erase/eraser.ts'
import { createSealed } from '../../../src/storage/jsonl/erase/sealed.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { createKeyFile } from '../../../src/storage/jsonl/key-file.ts'
import { compact } from '../../../src/storage/jsonl/maintenance/compact.ts'
import { recordsOf } from '../../../src/storage/jsonl/writing/record-of.ts'
import { sampleConversation, sampleFeedback, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { noSpace } from './disk.ts'
import { newPath } from './folder.ts'
import { age, segmentOf } from './maintaining.ts'

export const HOUR_MS = 3_600_000

/** Long enough for a blob. */
export function prompt(name: string): Message {
  return textMessage('system', `${name} knows a secret. `.repeat(400))
}

/** A generation of one user, whose name all of its texts bear. */
export function turnOf(name: string, userId: string, systemPrompt = name): Generation {
  return sampleGeneration(name, { userId, messages: [prompt(systemPrompt), textMessage('user', `${name} asks`)] })
}

/** The ids of what `mixedLog` holds of others than u1, sorted. */
export const STAYS: readonly string[] = [
  'stays-1',
  'stays-2',
  'stays-3',
  'stays-orphan',
  'stays-zst',
  'stays-feedback',
  ...sampleConversation('stays-c', 3).map(({ id }) => id),
].sort()

/** How many generations of u1 it holds. */
export const GONE = 7

/** A log with rows of u1 in a merged, a compressed, a sealed and an orphaned segment, and in the quarantine. */
export async function mixedLog(): Promise<string> {
  const dir = await newPath()
  await segmentOf(dir, [
    turnOf('gone-zst', 'u1'),
    turnOf('stays-zst', 'u2', 'shared'),
    sampleFeedback('gone-f1', 'gone-1'),
  ])
  await age(dir, HOUR_MS)
  await compact(dir, { compressAfterMs: 0 })
  await segmentOf(dir, [turnOf('gone-1', 'u1', 'shared'), turnOf('stays-1', 'u2', 'shared')])
  await segmentOf(dir, [...sampleConversation('gone-c', 3, { userId: 'u1' }), ...sampleConversation('stays-c', 3)])
  await segmentOf(dir, [turnOf('stays-2', 'u2'), sampleFeedback('stays-feedback', 'stays-1')])
  await compact(dir, { compressAfterMs: Number.POSITIVE_INFINITY })
  await segmentOf(dir, [turnOf('gone-2', 'u1'), turnOf('stays-3', 'u2')])
  await jsonlStore(dir).append([turnOf('gone-orphan', 'u1'), turnOf('stays-orphan', 'u2')])
  await age(dir, HOUR_MS)
  await mkdir(join(dir, 'quarantine'))
  await writeFile(join(dir, 'quarantine', 'gone@0.bin'), '{"id":"gone-1","torn')
  await writeFile(join(dir, 'quarantine', 'stays@0.bin'), '{"id":"stays-1","torn')
  return dir
}

export async function copyOf(dir: string): Promise<string> {
  const copy = await newPath()
  await cp(dir, copy, { recursive: true, preserveTimestamps: true })
  return copy
}

/** Writes and seals a segment, and no more, like a store that is killed then. */
export async function onlySeal(dir: string, events: readonly Generation[]): Promise<void> {
  const appender = createAppender(checkedOptions(dir, {}))
  await appender.append(recordsOf(events))
  await appender.close()
}

export type ErasingStore = Eraser & {
  append(events: readonly Generation[]): Promise<void>
  close(): Promise<void>
}

/** What a jsonl store writes and erases with, without its timer, and with a look at each step of an erasure. */
export function erasingStore(dir: string, step: (name: string) => void = () => {}): ErasingStore {
  const sealed = createSealed()
  const appender = createAppender({ ...checkedOptions(dir, {}), onEnd: sealed.add })
  const eraser = createEraser({
    dir,
    keyFile: createKeyFile(dir, undefined),
    committedTo: appender.committedTo,
    append: (erasure) => appender.append(recordsOf([erasure])),
    rotate: appender.rotate,
    takeSealed: sealed.takeAll,
    step,
  })
  return {
    ...eraser,
    append: (events) => appender.append(recordsOf(events)),
    async close() {
      await appender.close()
      await eraser.tidy(true)
    },
  }
}

/** All that lies in the directory as text, with the names of files, but the erasures, which name ids. */
export async function textsWithoutErasures(dir: string): Promise<string> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const texts = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => textOf(join(parentPath, name)))
  const lines = (await Promise.all(texts)).flatMap((text) => text.split('\n'))
  return lines.filter((line) => !line.includes('"type":"erasure"')).join('\n')
}

async function textOf(path: string): Promise<string> {
  const bytes = await readFile(path)
  const plain = path.endsWith('.gz') ? zlib.gunzipSync(bytes) : path.endsWith('.zst') ? unzstd(bytes) : bytes
  return `${path}\n${plain.toString()}`
}

function unzstd(bytes: Buffer): Buffer {
  return zlib.zstdDecompressSync(bytes)
}

/** A disk that has no room for the content of files whose path this is true of. */
export function fullDiskFor(isFull: (path: string) => boolean): { restore(): void } {
  const { open } = fs.promises
  function replace(replaced: typeof open): void {
    Object.assign(fs.promises, { open: replaced })
    syncBuiltinESMExports()
  }
  replace(async (path, ...options) => {
    const file = await open(path, ...options)
    if (!isFull(String(path))) return file
    return Object.assign(file, { write: () => Promise.reject(noSpace()), writeFile: () => Promise.reject(noSpace()) })
  })
  const restore = () => replace(open)
  onTestFinished(restore)
  return { restore }
}
