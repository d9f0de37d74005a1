import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { listField, textField } from '../fields.ts'
import type { LogSummary } from './log-summary.ts'

/** From how many conversations the rows of a dataset come, as its lineage says. */
export async function keptConversations(files: readonly string[], summary: LogSummary): Promise<number> {
  const lineage = files.find((file) => file.endsWith('lineage.jsonl'))
  if (lineage === undefined) return 0
  const conversations = new Set<string>()
  for await (const line of createInterface({ input: createReadStream(lineage), crlfDelay: Infinity })) {
    const row: unknown = JSON.parse(line)
    const [generation] = listField(row, 'generations')
    const known = typeof generation === 'string' ? summary.conversationOf(generation) : undefined
    conversations.add(known ?? textField(row, 'id') ?? line)
  }
  return conversations.size
}
