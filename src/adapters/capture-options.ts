import type { GenerationLabels } from '../core/generation.ts'
import { defaultRecorder } from '../default-recorder.ts'
import type { Recorder } from '../middleware/recorder.ts'

/** What every wrap and capture takes: a recorder, and labels for all its calls. */
export type CaptureOptions = GenerationLabels & {
  /** Default: the one recorder of the process, which writes to `FINETAP_DIR`, else `./.finetap`. */
  readonly recorder?: Recorder
}

/** The recorder to use for a call, looked up late, so that the default may be set after the wrap. */
export function recorderOf({ recorder }: CaptureOptions): Recorder {
  return recorder ?? defaultRecorder()
}
