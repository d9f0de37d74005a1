import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { givingBack } from '../../src/cli/small-heap.ts'
import type { BuildProgress } from '../../src/datasets.ts'
import { repository, runCommand } from '../support/repository.ts'

const PHASES: readonly BuildProgress[] = [
  { phase: 'read', events: 1 },
  { phase: 'read', events: 2 },
  { phase: 'fold', done: 0.5 },
  { phase: 'decide', done: 1 },
]

describe('a small heap', () => {
  test('all progress is told', () => {
    const told: BuildProgress[] = []
    const tell = givingBack((progress) => void told.push(progress))
    for (const progress of PHASES) tell(progress)
    expect(told).toEqual(PHASES)
  })

  test('what one phase leaves is given back before the next', async () => {
    const { before, within, after } = await residentMegabytes({ isOurs: true })
    expect(before - within, 'within a phase').toBeLessThan(50)
    expect(before - after, 'at its end').toBeGreaterThan(100)
  })

  test('an app keeps its heap as it is', async () => {
    const { before, after } = await residentMegabytes({ isOurs: false })
    expect(before - after).toBeLessThan(50)
  })
})

type Resident = { readonly before: number; readonly within: number; readonly after: number }

/** What is resident in a process that has just let go of 300 MB: then, in the same phase, and when the next begins. */
async function residentMegabytes({ isOurs }: { readonly isOurs: boolean }): Promise<Resident> {
  const script = `
    import { givingBack, keepHeapSmall } from ${JSON.stringify(join(repository, 'src/cli/small-heap.ts'))}
    const resident = () => process.memoryUsage.rss() / 1024 ** 2
    if (${isOurs}) keepHeapSmall()
    const tell = givingBack(() => {})
    tell({ phase: 'read', events: 1 })
    let held = Array.from({ length: 3_000_000 }, (_, index) => ({ index, other: [index] }))
    held = []
    const before = resident()
    tell({ phase: 'read', events: 2 })
    const within = resident()
    tell({ phase: 'fold', done: 0 })
    console.log(JSON.stringify({ before, within, after: resident(), held: held.length }))`
  const { stdout, stderr } = await runCommand(process.execPath, ['--input-type=module', '--eval', script])
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}
