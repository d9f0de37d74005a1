import { describeMachine, describeMoment } from './machine.ts'
import type { Part } from './part.ts'
import { runJob } from './run-job.ts'
import { startStub } from './stub.ts'
import { tableOf, type Row } from './table.ts'
import type { ClaimName } from './claim-parts.ts'

/** A bench: its name, its tables, and whom it is measured beside. */
export type Claim = {
  readonly name: ClaimName
  readonly parts: readonly Part[]
  readonly rivals: readonly string[]
}

/**
 * Runs a claim. Prints Markdown, and on standard error what is being done. Arguments of the process: names of parts (all
 * when none is given), and `--rival=<name>` for one rival only, or `none`.
 */
export async function runClaim({ name, parts, rivals }: Claim): Promise<void> {
  const words = process.argv.slice(2)
  const onlyRival = words.find((word) => word.startsWith('--rival='))?.slice('--rival='.length)
  const names = words.filter((word) => !word.startsWith('--'))

  const strange = names.find((word) => !parts.some((part) => part.name === word))
  if (strange !== undefined) {
    console.error(`There is no part ${strange}; there are ${parts.map((part) => part.name).join(', ')}`)
    process.exit(2)
  }

  const chosenRivals = rivals.filter((rival) => onlyRival === undefined || rival === onlyRival)
  const chosenParts = parts.filter((part) => names.length === 0 || names.includes(part.name))
  const stub = await startStub()
  try {
    console.log(`${describeMachine()}, ${new Date().toISOString().slice(0, 10)}`)
    for (const part of chosenParts) await print(name, part, chosenRivals, stub.url)
  } finally {
    stub.stop()
  }
}

async function print(claim: ClaimName, part: Part, rivals: readonly string[], stub: string): Promise<void> {
  const before = describeMoment()
  const rows: Row[] = []
  for (const job of part.jobs(rivals)) {
    const start = performance.now()
    rows.push(...(await runJob(claim, job, stub)))
    console.error(`${part.name} ${job.rival ?? job.case ?? ''}: ${Math.round((performance.now() - start) / 1_000)} s`)
  }
  console.log(`\n### ${part.title}\n\n${tableOf(part.head, rows)}\n\n${part.note}\n`)
  console.log(`The machine before: ${before}; after: ${describeMoment()}.`)
}
