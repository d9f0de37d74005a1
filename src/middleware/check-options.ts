import { checkOptions, type OptionRules } from '../core/check-options.ts'
import { FinetapError } from '../core/errors.ts'
import { field } from '../core/field.ts'

const RECORDER_OPTIONS: OptionRules = {
  allow: { metadata: 'any', params: 'any' },
  enabled: 'any',
  idleMs: 'any',
  labels: 'object',
  onError: 'function',
  queue: { bytes: 'any', count: 'any' },
  redact: 'any',
  sample: 'any',
  store: 'object',
  waitUntil: 'function',
}

/**
 * Refuses options that cannot be meant as they are given, such as misspelt ones: silently ignored, they would capture
 * what should not be captured.
 *
 * @throws FinetapError `bad_option`
 */
export function checkRecorderOptions(options: object): void {
  checkOptions('createRecorder', options, RECORDER_OPTIONS)
  if (typeof field(field(options, 'store'), 'append') === 'function') return
  throw new FinetapError('bad_option', {
    what: 'store is no store',
    why: 'it has no append',
    fix: "pass a directory such as './.finetap', or a store such as memoryStore()",
  })
}
