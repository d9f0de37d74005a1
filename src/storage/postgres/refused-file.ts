import { constants } from 'node:fs'
import { lstat, open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { field } from '../../core/field.ts'
import type { LogEvent } from '../../core/log-event.ts'
import { upgradeEvent } from '../../core/upgrade.ts'
import type { ErasureFilter } from '../erasure/filter.ts'
import { writeWhole } from '../jsonl/maintenance/write-file.ts'
import { columnsOf } from './columns.ts'
import type { Refused } from './insert.ts'
import { parseJson } from './parse.ts'
import { jobOf } from './upkeep.ts'

const READS = constants.O_RDONLY | constants.O_NOFOLLOW
const ADDS = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW
const NAME = 'refused.ndjson'
const LINE_FEED = 0x0a

/** What the server will never take, with its reasons. Only whoever holds the lock of the outbox may write to it. */
export type RefusedFile = {
  readonly path: string
  readonly isThere: () => Promise<boolean>
  /** Adds those that are not in it. Gives them. */
  add(refused: readonly Refused[]): Promise<readonly Refused[]>
  /** Writes it anew without what is hidden. */
  forget(isErased: ErasureFilter): Promise<void>
}

export function createRefusedFile(dir: string): RefusedFile {
  const path = join(dir, NAME)
  let known = { state: '', keys: new Set<string>() }

  // Only whoever has not written it last reads it again: where all is refused, it grows with every batch.
  async function keysIn(file: FileHandle): Promise<Set<string>> {
    if ((await stateOf(file)) === known.state) return known.keys
    const keys = new Set<string>()
    for await (const { event } of linesOf(file)) if (event !== undefined) keys.add(columnsOf(event).key)
    return keys
  }

  return {
    path,
    isThere: async () => (await lstat(path).catch(() => undefined)) !== undefined,
    async add(refused) {
      const file = await open(path, ADDS, 0o600)
      try {
        const keys = await keysIn(file)
        const fresh = refused.filter(({ event }) => !keys.has(columnsOf(event).key))
        const lines = fresh.map(({ event, reason }) =>
          JSON.stringify({ event: event.type === 'other' ? event.value : event, reason }),
        )
        if (lines.length > 0) await file.appendFile(`${(await isCut(file)) ? '\n' : ''}${lines.join('\n')}\n`)
        await file.datasync()
        for (const { event } of fresh) keys.add(columnsOf(event).key)
        known = { state: await stateOf(file), keys }
        return fresh
      } finally {
        await file.close()
      }
    },
    async forget(isErased) {
      const file = await open(path, READS)
      try {
        let isFound = false
        for await (const { event } of linesOf(file)) isFound ||= event !== undefined && isErased(event)
        if (isFound)
          await writeWhole({ path, content: linesWithout(file, isErased), modifiedMs: Date.now() }, jobOf(dir))
      } finally {
        await file.close()
      }
    },
  }
}

type RefusedLine = { readonly line: string; readonly event: LogEvent | undefined }

async function* linesOf(file: FileHandle): AsyncGenerator<RefusedLine> {
  const stream = file.createReadStream({ start: 0, autoClose: false, encoding: 'utf8' })
  let carried = ''
  for await (const piece of stream) {
    const lines = `${carried}${String(piece)}`.split('\n')
    carried = lines.pop() ?? ''
    for (const line of lines) {
      const upgraded = upgradeEvent(field(parseJson(line), 'event'))
      yield { line, event: upgraded.ok ? upgraded.event : undefined }
    }
  }
}

/** A line that was cut off is of a batch that is sent once more. */
async function* linesWithout(file: FileHandle, isErased: ErasureFilter): AsyncGenerator<Buffer> {
  for await (const { line, event } of linesOf(file)) {
    if (event !== undefined && !isErased(event)) yield Buffer.from(`${line}\n`)
  }
}

async function stateOf(file: FileHandle): Promise<string> {
  const { ino, size } = await file.stat()
  return `${ino} ${size}`
}

async function isCut(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat()
  if (size === 0) return false
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer[0] !== LINE_FEED
}
