import type { Json, JsonObject } from '../../core/json.ts'
import type { Frame } from './script.ts'
import type { Speech, Tally } from './speech.ts'
import { contentOf, type Wire } from './wire.ts'

/** Ollama's own way: one JSON object a line, the last one with `done: true` and the times. */
export function ollamaSpeech(model: string, wire: Wire): Speech {
  const head = (): JsonObject => ({ model, created_at: new Date().toISOString() })

  function last(tally: Tally, frames: readonly Frame[]): JsonObject {
    const { script, promptTokens, loadMs, promptMs, evalMs } = tally
    return {
      ...head(),
      ...wire.line(frames),
      done: true,
      done_reason: script.doneReason,
      ...wire.last(contentOf(script.frames)),
      total_duration: nanoseconds(loadMs + promptMs + evalMs),
      load_duration: nanoseconds(loadMs),
      prompt_eval_count: promptTokens,
      prompt_eval_duration: nanoseconds(promptMs),
      eval_count: script.evalCount,
      eval_duration: nanoseconds(evalMs),
    }
  }

  return {
    contentType: 'application/x-ndjson',
    opening: () => '',
    frame: (frame) => ndjson({ ...head(), ...wire.line([frame]), done: false }),
    failure: (message) => ndjson({ error: message }),
    closing: (tally) => ndjson(last(tally, [])),
    whole: (tally) => last(tally, tally.script.frames),
  }
}

function nanoseconds(milliseconds: number): number {
  return Math.max(1, Math.round(milliseconds * 1e6))
}

function ndjson(value: Json): string {
  return `${JSON.stringify(value)}\n`
}
