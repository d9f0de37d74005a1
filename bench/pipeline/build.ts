import { join } from 'node:path'
import { field, numberField } from '../../src/core/field.ts'
import type { Part } from '../support/part.ts'
import { decimal, whole, type Row } from '../support/table.ts'
import { measureBuild } from './measure-build.ts'
import { writeLog } from './write-log.ts'

const CASES = ['100 MB, 1 thread', '100 MB, 2 threads', '1000 MB, 1 thread', '1000 MB, 2 threads']

/** How fast a log becomes a dataset with everything that is on by default. */
export const build: Part = {
  name: 'build',
  title: 'A dataset of a log',
  head: ['log, MB', 'threads', 's', 'MB/s', 'MB/s a core', 'text, MB/s a core', 'peak, MB', 'conversations', 'rows'],
  note: `Whole records in one file, each with the history that the app sent; the default build in ChatML. MB/s a core: by processor
time of all threads. Text: the messages of all conversations, each once, in UTF-16 code units. Peak: resident memory. Each is
\`finetap build\`, with the start of its process.`,
  jobs: () => CASES.map((title) => ({ part: 'build', case: title })),
  async run({ job, folder }) {
    const [megabytes = 100, threads = 1] = (job.case ?? '').match(/\d+/g)?.map(Number) ?? []
    const { dir, bytes } = await writeLog(join(folder, 'log'), megabytes)
    const built = await measureBuild({ from: dir, to: join(folder, 'dataset'), threads })
    const { seconds, processorSeconds: core, megabytes: peak, report } = built
    const row: Row = [
      whole(bytes / 1e6),
      whole(threads),
      decimal(seconds),
      decimal(bytes / 1e6 / seconds),
      decimal(bytes / 1e6 / core),
      decimal(textOf(report) / 1e6 / core),
      whole(peak),
      whole(numberField(report, 'conversations') ?? 0),
      whole(numberField(field(report, 'examples'), 'kept') ?? 0),
    ]
    return [row]
  },
}

/** Of what was kept, and as much again of each that was dropped. */
function textOf(report: unknown): number {
  const [lengths, examples] = [field(report, 'lengths') ?? {}, field(report, 'examples')]
  const kept = Object.values(lengths).reduce((sum: number, of: unknown) => {
    return sum + (numberField(of, 'messages') ?? 0) * (numberField(of, 'meanCharacters') ?? 0)
  }, 0)
  const rows = numberField(examples, 'kept') ?? 0
  return rows === 0 ? 0 : (kept * (numberField(examples, 'folded') ?? 0)) / rows
}
