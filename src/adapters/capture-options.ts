import { FinetapError } from '../core/errors.ts'
import { field } from '../core/field.ts'
import type { GenerationLabels } from '../core/generation.ts'
import { defaultRecorder, isRecorder } from '../default-recorder.ts'
import type { OuterCall } from '../middleware/call.ts'
import { insideCall, outerCall } from '../middleware/context.ts'
import type { Recorder } from '../middleware/recorder.ts'

/** What every wrap and capture takes: a recorder, and labels for all its calls. */
export type CaptureOptions = GenerationLabels & {
  /** Default: the one recorder of the process, which writes to `FINETAP_DIR`, else `./.finetap`. */
  readonly recorder?: Recorder
}

/**
 * Runs a call that is not captured. The doors below must not capture it either: it was left out, or is not to be kept. If a
 * door above captures it, those below may still add to that.
 */
export function passBy<Result>(options: CaptureOptions, run: () => Result): Result {
  return recorderOf(options).enabled && outerCall() === undefined ? insideCall(new LeftOutCall(), run) : run()
}

// A frame may be left behind by a timer or a loop that the call started, and no call takes longer to be sent.
const LEFT_OUT_MS = 60_000

/** Stands for a call that is not captured: it takes what the doors below would add, and keeps nothing. */
class LeftOutCall implements OuterCall {
  readonly #until = performance.now() + LEFT_OUT_MS

  get isOpen(): boolean {
    return performance.now() < this.#until
  }

  join(): void {}
}

/** The recorder to use for a call, looked up late, so that the default may be set after the wrap. */
export function recorderOf({ recorder }: CaptureOptions): Recorder {
  return recorder ?? defaultRecorder()
}

/**
 * Refuses to wrap what no call could go through, such as the id of a model in place of the model.
 *
 * @throws FinetapError `bad_option`
 */
export function requireObject(value: unknown, door: string, wanted: string): void {
  if ((typeof value === 'object' && value !== null) || typeof value === 'function') return
  const found = typeof value === 'string' ? `the text ${JSON.stringify(value)}` : String(value)
  throw new FinetapError('bad_option', { what: `${door} was given ${found}`, fix: `pass ${wanted}` })
}

/**
 * Refuses options that no call could be captured with, such as a directory in place of a recorder.
 *
 * @throws FinetapError `bad_option`
 */
export function requireOptions(options: CaptureOptions, door: string): void {
  const wrong = problemWith(options)
  if (wrong === undefined) return
  const fix = 'pass { recorder: createRecorder(…) }, or leave it out for the recorder of the process'
  throw new FinetapError('bad_option', { what: `${door} ${wrong}`, fix })
}

function problemWith(options: CaptureOptions): string | undefined {
  const recorder = field(options, 'recorder')
  if (isRecorder(options)) return 'was given a recorder as options'
  if (typeof options !== 'object' || options === null || !(recorder === undefined || isRecorder(recorder))) {
    return 'was given options without a recorder in recorder'
  }
  const misplaced = OF_RECORDERS.find((name) => name in options)
  return misplaced === undefined ? undefined : `has no option ${misplaced}: it is one of createRecorder`
}

// Left out silently they would let everything go to the recorder of the process.
const OF_RECORDERS = ['store', 'sample', 'redact', 'labels', 'allow', 'queue', 'idleMs', 'enabled']
