import type { Recorder } from 'finetap'
import { startDemoModel } from 'finetap/demo'
import { wrapOllama } from 'finetap/ollama'
import { Ollama } from 'ollama'
import { converse } from './converse.ts'
import { planSamples } from './plan.ts'

export type SamplesOptions = {
  readonly recorder: Recorder
  /** The same seed gives the same conversations. Default: others each time. */
  readonly seed?: number
}

const CONVERSATIONS = 200
const AT_ONCE = 8

/** Fills the log with sample conversations. Resolves with how many; calls at the same time share one filling. */
export type FillSamples = () => Promise<{ readonly conversations: number }>

export function sampleFiller({ recorder, seed }: SamplesOptions): FillSamples {
  let round = 0
  let running: Promise<{ readonly conversations: number }> | undefined

  async function fill() {
    const base = seed ?? Date.now() % 1_000_000
    await fillOnce(recorder, base + round)
    round += 1
    return { conversations: CONVERSATIONS }
  }

  return () => (running ??= fill().finally(() => (running = undefined)))
}

// Always the demo model, and one that does not type: a language model would take minutes, and nobody waits for this.
async function fillOnce(recorder: Recorder, seed: number): Promise<void> {
  const demo = await startDemoModel()
  try {
    const ollama = wrapOllama(new Ollama({ host: demo.url }), { recorder })
    const plan = planSamples(CONVERSATIONS, seed).values()
    const worker = async () => {
      // A recorder that was closed meanwhile takes nothing more.
      for (const conversation of plan)
        if (recorder.enabled) await converse({ ollama, model: demo.model, recorder }, conversation)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  } finally {
    await demo.close()
  }
  await recorder.flush()
}
