import { appendFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { compact } from '../../../src/storage/jsonl/maintenance/compact.ts'
import { sampleConversation, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { newPath, readout } from './folder.ts'
import { age, EAGER, logNames, segmentOf } from './maintaining.ts'

test('a compaction that dies behind any of its steps loses nothing, repeats nothing, and is finished by the next', async () => {
  const steps = await stepsOf(await damagedLog())
  expect(new Set(steps).size).toBeGreaterThan(5)
  for (const [index, name] of steps.entries()) {
    const dir = await damagedLog()
    await dieAt(dir, index)
    const after = await readout(jsonlStore(dir))
    expect(after.events.map(({ id }) => id).sort(), `died behind "${name}"`).toEqual(EXPECTED)
    await compact(dir, EAGER)
    const { events, damages } = await readout(jsonlStore(dir))
    expect(events.map(({ id }) => id).sort(), `finished, died behind "${name}"`).toEqual(EXPECTED)
    expect(damages).toEqual([])
    expect(await logNames(dir)).toHaveLength(1)
    expect(await readdir(join(dir, 'quarantine'))).toHaveLength(1)
    expect((await readdir(dir)).filter((file) => file.endsWith('.tmp') || file.endsWith('.lock'))).toEqual([])
  }
})

const EXPECTED = [...sampleConversation('a', 3), ...sampleConversation('b', 2), ...sampleConversation('c', 2)]
  .map(({ id }) => id)
  .concat('orphan')
  .sort()

/** Sealed segments, a merged one, and the torn segment of a writer that died. */
async function damagedLog(): Promise<string> {
  const dir = await newPath()
  await segmentOf(dir, sampleConversation('a', 3))
  await segmentOf(dir, sampleConversation('b', 2))
  await compact(dir, {})
  await segmentOf(dir, sampleConversation('c', 2))
  await jsonlStore(dir).append([sampleGeneration('orphan')])
  const orphan = (await logNames(dir)).find((name) => name.includes('.open.')) ?? ''
  await appendFile(join(dir, orphan), '{"torn')
  await age(dir, 1_000)
  return dir
}

async function stepsOf(dir: string): Promise<readonly string[]> {
  const steps: string[] = []
  await compact(dir, EAGER, (name) => steps.push(name))
  return steps
}

async function dieAt(dir: string, index: number): Promise<void> {
  let count = 0
  const dying = compact(dir, EAGER, () => {
    if (count === index) throw new Error('killed')
    count += 1
  })
  await expect(dying).rejects.toMatchObject({ code: 'store_unwritable' })
}
