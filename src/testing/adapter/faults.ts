import assert from 'node:assert/strict'
import { FinetapError } from '../../core/errors.ts'
import type { RecorderOptions } from '../../middleware/recorder.ts'
import { memoryStore } from '../../storage/memory.ts'
import type { AdapterCases, Bench } from './bench.ts'
import { assertUnnoticed } from './unnoticed.ts'
import { within } from './waiting.ts'
import { createGate, FINISH, text } from './upstream/script.ts'

const QUESTION = { text: 'Is all well?' }
const SCRIPT = [text('All is well.'), FINISH]

export const faultCases: AdapterCases = {
  'the store rejects': (bench) => staysUnnoticed(bench, { store: { ...memoryStore(), append: async () => fail() } }),
  'the store throws': (bench) => staysUnnoticed(bench, { store: { ...memoryStore(), append: fail } }),
  'masking throws': (bench) => staysUnnoticed(bench, { redact: fail }),
  'masking rejects': (bench) => staysUnnoticed(bench, { redact: async () => fail() }),
  'sampling throws': (bench) => staysUnnoticed(bench, { sample: fail }),

  'onError throws': async (bench) => {
    let told = 0
    const countAndFail = (): void => {
      told += 1
      fail()
    }
    bench.recording.recordWith({ redact: fail, onError: countAndFail })
    bench.upstream.answer(SCRIPT)
    await assertUnnoticed(bench, QUESTION)
    await bench.recording.settled()
    assert.equal(told, 2, `onError must be told once of each failure, it was told ${told} times of two`)
  },

  'the store never answers': async (bench) => {
    const gate = createGate()
    const store = memoryStore()
    const append = async (events: Parameters<typeof store.append>[0]): Promise<void> => {
      if (gate.step.type === 'pause') await gate.step.until()
      return store.append(events)
    }
    bench.recording.recordWith({ store: { ...store, append } })
    bench.upstream.answer(SCRIPT)
    await within(bench.patienceMs, assertUnnoticed(bench, QUESTION), 'no call may wait for the store').finally(() =>
      gate.open(),
    )
    assert.equal((await bench.recording.generations()).length, 2, 'what waited for the store must be written')
  },
}

function fail(): never {
  // Of a code that is not tried again.
  throw new FinetapError('store_unwritable', { what: 'a test store failed', fix: 'nothing' })
}

type Faulty = Partial<RecorderOptions>

/** The app gets what it would without the adapter; `onError` is told once, and the call is counted as dropped. */
async function staysUnnoticed(bench: Bench, options: Faulty): Promise<void> {
  const { recording } = bench
  recording.recordWith(options)
  bench.upstream.answer(SCRIPT)
  await assertUnnoticed(bench, QUESTION)
  await recording.settled()
  const dropped = Object.values(recording.recorder.stats().dropped).reduce((sum, count) => sum + count, 0)
  const told = recording.errors.length
  assert.ok(dropped > 0, 'a record that is lost must be counted')
  assert.ok(told > 0 && told <= dropped, `onError must be told once of each failure: ${told} times, ${dropped} lost`)
  // A store that fails switches capture off.
  bench.expectOutcomes({ least: dropped, most: dropped })
}
