import { rmSync } from 'node:fs'
import type { Job } from './part.ts'
import { partsOf, type ClaimName } from './claim-parts.ts'

// A process of its own for each job: rivals share global hooks, and none may slow another.

type Order = Job & { readonly claim: ClaimName; readonly stub: string; readonly folder: string }

process.once('message', (order: Order) => {
  // Whoever stops the bench stops its first process; this one then clears away what it wrote.
  process.on('SIGINT', () => {})
  process.once('disconnect', () => {
    rmSync(order.folder, { recursive: true, force: true })
    process.exit()
  })
  void work(order)
})

async function work({ claim, stub, folder, ...job }: Order): Promise<void> {
  const parts = await partsOf(claim)
  const part = parts.find(({ name }) => name === job.part)
  const rows = await part?.run({ job, stub, folder })
  // Exporters may keep the process alive for as long as they like.
  process.send?.(rows ?? [], () => process.exit())
}
