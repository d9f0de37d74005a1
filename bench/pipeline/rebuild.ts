import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Part } from '../support/part.ts'
import { decimal, whole, type Row } from '../support/table.ts'
import { chatLog } from './chat-log.ts'
import { measureBuild } from './measure-build.ts'
import { writeLog } from './write-log.ts'

const CASES = ['100 MB', '1000 MB']
const NEW_SHARE = 0.01

/** What a dataset costs when its log has grown by 1 %. */
export const rebuild: Part = {
  name: 'rebuild',
  title: 'A dataset of a log that has grown by 1 %',
  head: ['log, MB', 'new, MB', 'whole, CPU s', 'first with a cache, CPU s', 'rebuild, CPU s', 'rebuild, % of whole'],
  note: `The same log as above with a file of new conversations beside it. CPU: processor time, one thread. Whole: a build without a
cache of the log that has grown. Each is \`finetap build\` in a process of its own, as a nightly one is.`,
  jobs: () => CASES.map((title) => ({ part: 'rebuild', case: title })),
  async run({ job, folder }) {
    const megabytes = Number.parseInt(job.case ?? '100', 10)
    const { dir, bytes } = await writeLog(join(folder, 'log'), megabytes)
    const [cache, to, other] = ['cache', 'dataset', 'whole'].map((name) => join(folder, name))
    if (cache === undefined || to === undefined || other === undefined) return []
    const first = await measureBuild({ from: dir, to, cache, threads: 1 })
    await mkdir(other)
    await cp(to, other, { recursive: true })
    const added = await writeNews(dir, bytes * NEW_SHARE)
    const again = await measureBuild({ from: dir, to, cache, threads: 1 })
    const full = await measureBuild({ from: dir, to: other, threads: 1 })
    const row: Row = [
      whole(bytes / 1e6),
      decimal(added / 1e6),
      decimal(full.processorSeconds),
      decimal(first.processorSeconds),
      decimal(again.processorSeconds),
      decimal((again.processorSeconds / full.processorSeconds) * 100),
    ]
    return [row]
  },
}

/** Conversations that no earlier part of the log has. */
async function writeNews(dir: string, bytes: number): Promise<number> {
  const lines: string[] = []
  let size = 0
  for (const generation of chatLog(2, 1_000_000)) {
    const line = `${JSON.stringify(generation)}\n`
    lines.push(line)
    size += Buffer.byteLength(line)
    if (size >= bytes) break
  }
  await writeFile(join(dir, 'news.jsonl'), lines.join(''))
  return size
}
