import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import type { Part } from '../support/part.ts'
import { decimal, whole } from '../support/table.ts'
import { conversation } from './turns.ts'

const TURNS = [10, 100, 1_000]

/** What a conversation takes on the disk, whose app sends its whole history with each call. */
export const bytes: Part = {
  name: 'bytes',
  title: 'A conversation on the disk',
  head: ['turns', 'transcript, bytes', 'finetap', 'of the transcript', 'each call whole', 'of the transcript'],
  note: `Turns of 2 KB. Transcript: the messages of the conversation as one JSON array. Each call whole: its record as a line of
JSON, as loggers write it.`,
  jobs: () => [{ part: 'bytes' }],
  async run({ folder }) {
    return Promise.all(
      TURNS.map(async (count) => {
        const dir = join(folder, String(count))
        const turns = conversation(count, 2_000)
        const last = turns.at(-1)
        const messages = [...(last?.request.messages ?? []), ...(last?.response.messages ?? [])]
        const transcript = JSON.stringify(messages).length
        let apart = 0
        for (const turn of turns) apart += JSON.stringify(turn).length + 1
        const store = jsonlStore(dir)
        for (const turn of turns) await store.append([turn])
        await store.close()
        const log = await bytesIn(dir)
        return [
          whole(count),
          whole(transcript),
          whole(log),
          decimal(log / transcript),
          whole(apart),
          decimal(apart / transcript),
        ]
      }),
    )
  },
}

async function bytesIn(dir: string): Promise<number> {
  const names = (await readdir(dir)).filter((name) => name !== '.gitignore')
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(dir, name))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}
