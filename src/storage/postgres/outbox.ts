import { randomBytes } from 'node:crypto'
import { link, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { field } from '../../core/field.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { Cursor, Store } from '../../core/store.ts'
import { isMissing } from './errors.ts'

/** Events that follow each other in the outbox, and the cursor behind the last of them. */
export type Batch = { readonly events: readonly LogEvent[]; readonly after: Cursor | undefined }

const BATCH_EVENTS = 500
const BATCH_CHARACTERS = 8 * 1_024 * 1_024

/** What waits in the outbox behind a cursor; no events when there is nothing. */
export async function nextBatch(log: Store, after: Cursor | undefined): Promise<Batch> {
  const events: LogEvent[] = []
  let last = after
  let characters = 0
  try {
    for await (const { event, cursor } of log.scan(after === undefined ? {} : { after })) {
      events.push(event)
      last = cursor
      characters += JSON.stringify(event).length
      if (events.length >= BATCH_EVENTS || characters >= BATCH_CHARACTERS) break
    }
  } catch (cause) {
    if (!isMissing(cause)) throw cause
  }
  return { events, after: last }
}

/** Under which the database keeps how far this directory was sent. Processes that make one at once come to share it. */
export async function outboxId(dir: string): Promise<string> {
  const path = join(dir, 'outbox.id')
  const temporary = join(dir, `.outbox.id.${process.pid}-${randomBytes(5).toString('hex')}.tmp`)
  const found = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (field(cause, 'code') !== 'ENOENT') throw cause
    return ''
  })
  if (found !== '') return found.trim()
  try {
    await writeFile(temporary, `${randomBytes(16).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true })
    await link(temporary, path).catch((cause: unknown) => {
      if (field(cause, 'code') !== 'EEXIST') throw cause
    })
  } finally {
    await unlink(temporary).catch(() => {})
  }
  return (await readFile(path, 'utf8')).trim()
}
