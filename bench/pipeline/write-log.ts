import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { once } from 'node:events'
import { join } from 'node:path'
import { chatLog } from './chat-log.ts'

export type WrittenLog = { readonly dir: string; readonly bytes: number; readonly calls: number }

/** Writes a log of whole records, one line a call with all that the app sent: what a logger without a codec leaves. */
export async function writeLog(dir: string, megabytes: number): Promise<WrittenLog> {
  await mkdir(dir, { recursive: true })
  const file = createWriteStream(join(dir, 'log.jsonl'))
  let [bytes, calls] = [0, 0]
  let lines: string[] = []
  for (const generation of chatLog()) {
    lines.push(JSON.stringify(generation), '\n')
    calls += 1
    if (lines.length < 500) continue
    const text = Buffer.from(lines.join(''))
    lines = []
    bytes += text.length
    if (!file.write(text)) await once(file, 'drain')
    if (bytes >= megabytes * 1e6) break
  }
  file.end()
  await once(file, 'finish')
  return { dir, bytes, calls }
}
