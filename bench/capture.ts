import { parts } from './capture/index.ts'
import type { Part } from './capture/part.ts'
import { describeMachine, describeMoment } from './support/machine.ts'
import { rivalNames } from './support/rivals.ts'
import { runJob } from './support/run-job.ts'
import { startStub } from './support/stub.ts'
import { tableOf, type Row } from './support/table.ts'

// What capture costs an app, beside what its rivals cost. Prints Markdown, and on standard error what is being done.
// Arguments: names of parts (all when none is given), and `--rival=<file name>` for one rival only, or `none`.

const words = process.argv.slice(2)
const onlyRival = words.find((word) => word.startsWith('--rival='))?.slice('--rival='.length)
const names = words.filter((word) => !word.startsWith('--'))

const strange = names.find((name) => !parts.some((part) => part.name === name))
if (strange !== undefined) {
  console.error(`There is no part ${strange}; there are ${parts.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}

const rivals = (await rivalNames()).filter((name) => onlyRival === undefined || name === onlyRival)
const stub = await startStub()
try {
  console.log(`${describeMachine()}, ${new Date().toISOString().slice(0, 10)}`)
  for (const part of parts) if (names.length === 0 || names.includes(part.name)) await print(part)
} finally {
  stub.stop()
}

async function print(part: Part): Promise<void> {
  const before = describeMoment()
  const rows: Row[] = []
  for (const job of part.jobs(rivals)) {
    const start = performance.now()
    rows.push(...(await runJob(job, stub.url)))
    console.error(`${part.name} ${job.rival ?? job.case ?? ''}: ${Math.round((performance.now() - start) / 1_000)} s`)
  }
  console.log(`\n### ${part.title}\n\n${tableOf(part.head, rows)}\n\n${part.note}\n`)
  console.log(`The machine before: ${before}; after: ${describeMoment()}.`)
}
