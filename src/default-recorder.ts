import { FinetapError } from './core/errors.ts'
import {
  createRecorder as createRecorderOverStore,
  type Recorder,
  type RecorderOptions,
} from './middleware/recorder.ts'
import { guardedHandler } from './middleware/error-handler.ts'
import type { Store } from './core/store.ts'
import { jsonlStore } from './storage/jsonl/index.ts'

/** The directory of the default recorder, unless `FINETAP_DIR` names another. */
export const DEFAULT_DIRECTORY = './.finetap'

export type CreateRecorderOptions = Omit<RecorderOptions, 'store'> & {
  /** A store, or a directory for `jsonlStore` (default `FINETAP_DIR`, else `./.finetap`). */
  readonly store?: Store | string | undefined
}

/**
 * Makes a recorder. It writes nothing before the first call is captured. `FINETAP_OFF=1` starts it switched off.
 *
 * @example
 * const recorder = createRecorder({ store: './.finetap', labels: { environment: 'production' } })
 */
export function createRecorder(options: CreateRecorderOptions = {}): Recorder {
  if (typeof options === 'string') {
    throw new FinetapError('bad_option', {
      what: `createRecorder was given the text ${JSON.stringify(options)}`,
      fix: `pass { store: ${JSON.stringify(options)} }`,
    })
  }
  // An empty line in an .env file names no directory.
  const { store = process.env['FINETAP_DIR'] || DEFAULT_DIRECTORY } = options
  return createRecorderOverStore({
    ...options,
    store: typeof store === 'string' ? jsonlStore(store) : store,
    // The environment has the last word, so that capture can be switched off without touching the app.
    enabled: options.enabled !== false && !isSwitchedOff(process.env['FINETAP_OFF']),
  })
}

function isSwitchedOff(value: string | undefined): boolean {
  return ['1', 'true', 'yes', 'on'].includes(value?.trim().toLowerCase() ?? '')
}

// On globalThis, so that two copies of the package in one process share one recorder, and one segment file.
const DEFAULT_KEY = Symbol.for('finetap.recorder.v1')

/**
 * The recorder of every wrap that is given none: one per process, made at its first use. Where `FINETAP_DIR` names no
 * directory it is switched off, with a warning.
 */
export function defaultRecorder(): Recorder {
  const shared: unknown = Reflect.get(globalThis, DEFAULT_KEY)
  if (isRecorder(shared)) return shared
  const created = createFirst()
  setDefaultRecorder(created)
  return created
}

// It is made within a call of the app, which must not fail for what stands in the environment.
function createFirst(): Recorder {
  try {
    return createRecorder()
  } catch (error) {
    if (!FinetapError.isInstance(error)) throw error
    guardedHandler(undefined)(error)
    return createRecorder({ store: DEFAULT_DIRECTORY, enabled: false })
  }
}

/** Makes `recorder` the one that wraps without a recorder of their own use, from their next call on. */
export function setDefaultRecorder(recorder: Recorder): void {
  Reflect.set(globalThis, DEFAULT_KEY, recorder)
}

/** True for what `createRecorder` made, also that of a second copy of the package. */
export function isRecorder(value: unknown): value is Recorder {
  return typeof value === 'object' && value !== null && 'begin' in value && 'flush' in value
}
