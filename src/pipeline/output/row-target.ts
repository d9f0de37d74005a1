import { randomBytes } from 'node:crypto'
import { lstat, open, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { FinetapError } from '../../core/errors.ts'
import type { Row } from '../../core/format.ts'
import { datasetAround } from './dataset-around.ts'
import type { RowEncoder } from './row-encoder.ts'
import { createRowFile } from './row-file.ts'
import { systemCodeOf } from './system-error.ts'

const STREAM_CHARACTERS = 64 * 1024

/** Where rows go that are exported. */
export type RowTarget = {
  readonly add: (row: Row) => Promise<void> | undefined
  readonly finish: () => Promise<void>
  /** Leaves a regular file as it was. */
  readonly abandon: () => Promise<void>
}

/**
 * Opens the place of an export. A regular file is replaced at the end, in one go. Anything else, such as `/dev/stdout`
 * or a named pipe, is streamed to: to rename a file onto a device would replace the device.
 *
 * @throws FinetapError `output_unwritable` when it is a folder, `bad_option` when it is a dataset or would lie in one
 */
export async function openRowTarget(to: string, encoder: RowEncoder): Promise<RowTarget> {
  if (to === '/dev/stdout') return streamTarget(encoder, writeToStdout())
  const path = await whatItPointsTo(resolve(to))
  await refuseDataset(path)
  const there = await lstat(path).catch(() => undefined)
  if (there?.isDirectory() === true) {
    throw new FinetapError('output_unwritable', {
      what: `${path} is a folder`,
      fix: `name a file, such as ${join(to, `export.${encoder.extension}`)}`,
    })
  }
  if (isDevice(path) || there?.isFile() === false) return streamTarget(encoder, await writeToDevice(path))
  return fileTarget(encoder, path)
}

/** Its manifest would no longer tell of what lies there. */
async function refuseDataset(path: string): Promise<void> {
  const dataset = isDevice(path) ? undefined : await datasetAround(path)
  if (dataset === undefined) return
  throw new FinetapError('bad_option', {
    what: `${path} ${path === dataset ? 'is a dataset' : `lies in the dataset ${dataset}`}`,
    why: 'an export there would replace its files, or put a file among them that is not of it',
    fix: 'name a file outside of it, such as ./chats.jsonl; to build the dataset anew, run finetap build, or buildDataset',
  })
}

/** The end of symbolic links, so that a link stays a link; the path itself where there is nothing yet. */
async function whatItPointsTo(path: string): Promise<string> {
  if (isDevice(path)) return path
  return realpath(path).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return path
    throw error
  })
}

function isDevice(path: string): boolean {
  return /^\/(dev|proc)\//.test(path)
}

function fileTarget(encoder: RowEncoder, path: string): RowTarget {
  const beside = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`)
  const file = createRowFile(beside, encoder)
  return {
    add(row) {
      file.add(row)
      return undefined
    },
    async finish() {
      file.finish()
      await rename(beside, path)
    },
    async abandon() {
      file.abandon()
      await rm(beside, { force: true })
    },
  }
}

type Writer = { readonly write: (text: string) => Promise<void>; readonly close: () => Promise<void> }

function streamTarget(encoder: RowEncoder, writer: Writer): RowTarget {
  let gathered = encoder.head
  let rows = 0

  function flush(): Promise<void> {
    const text = gathered
    gathered = ''
    return text === '' ? Promise.resolve() : writer.write(text)
  }

  return {
    add(row) {
      gathered += encoder.before(rows) + encoder.row(row)
      rows += 1
      return gathered.length < STREAM_CHARACTERS ? undefined : flush()
    },
    async finish() {
      gathered += encoder.tail(rows)
      await flush()
      await writer.close()
    },
    abandon: () => writer.close(),
  }
}

/** Through the process's own stream: its descriptor may be a socket, which cannot be opened by its path. */
function writeToStdout(): Writer {
  const ignore = () => {}
  process.stdout.on('error', ignore)
  return {
    write: (text) =>
      new Promise((done, fail) => {
        process.stdout.write(text, (error) => (error ? fail(error) : done()))
      }),
    async close() {
      process.stdout.off('error', ignore)
    },
  }
}

async function writeToDevice(path: string): Promise<Writer> {
  // Appending, because a path below /dev or /proc may lead to a file that a shell opened to be appended to.
  const handle = await open(path, 'a')
  let closed = false
  return {
    write: (text) => handle.appendFile(text),
    async close() {
      if (!closed) await handle.close()
      closed = true
    },
  }
}
