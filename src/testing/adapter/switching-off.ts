import assert from 'node:assert/strict'
import type { CaptureContext } from '../../middleware/context.ts'
import type { AdapterCases, Bench } from './bench.ts'
import { askFor } from './reading.ts'
import { assertUnnoticed } from './unnoticed.ts'
import { FINISH, markers } from './upstream/script.ts'

const QUESTION = { text: 'Are you listening?' }

export const switchingOffCases: AdapterCases = {
  'a recorder that is switched off records and counts nothing': async (bench) => {
    bench.recording.recordWith({ enabled: false })
    await behavesAsBefore(bench)
    bench.expectOutcomes({ least: 0, most: 0 })
    assert.deepEqual(await bench.recording.generations(), [])
  },

  'a recorder that is switched on later records': async ({ upstream, play, recording }) => {
    upstream.answer([...markers(1), FINISH])
    recording.recordWith({ enabled: false })
    await play('wrapped', async (door) => {
      recording.recorder.enabled = true
      await askFor(door.answer(QUESTION))
    })
    await recording.generation()
  },

  'sample 0 leaves calls out, and counts them': async (bench) => {
    bench.recording.recordWith({ sample: 0 })
    await behavesAsBefore(bench)
    assertCounted(bench, { unsampled: 2 })
  },

  'capture: false leaves calls out, and counts them': async (bench) => {
    if (bench.cannot('context')) return
    await behavesAsBefore(bench, { capture: false })
    assertCounted(bench, { unsampled: 2 })
  },

  'consent: false leaves calls out, and counts them': async (bench) => {
    bench.recording.recordWith({ labels: { consent: false } })
    await behavesAsBefore(bench)
    assertCounted(bench, { no_consent: 2 })
  },

  'consent: false of the context leaves calls out, and counts them': async (bench) => {
    if (bench.cannot('context')) return
    await behavesAsBefore(bench, { consent: false })
    assertCounted(bench, { no_consent: 2 })
  },
}

async function behavesAsBefore(bench: Bench, context: CaptureContext = {}): Promise<void> {
  bench.upstream.answer([...markers(5), FINISH])
  await assertUnnoticed(bench, QUESTION, { context })
}

function assertCounted({ recording }: Bench, expected: { readonly unsampled?: number; readonly no_consent?: number }) {
  const { unsampled, dropped, written } = recording.recorder.stats()
  assert.equal(written, 0, 'a call that is left out must not be recorded')
  assert.deepEqual({ unsampled, ...dropped }, { unsampled: 0, ...expected }, 'a call that is left out must be counted')
}
