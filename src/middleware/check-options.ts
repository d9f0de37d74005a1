import { FinetapError } from '../core/errors.ts'
import { field } from '../core/field.ts'

/** What an option must be. */
type OptionRules = { readonly [name: string]: 'function' | 'object' | 'any' }

const RECORDER_OPTIONS: OptionRules = {
  allow: 'object',
  enabled: 'any',
  idleMs: 'any',
  labels: 'object',
  onError: 'function',
  queue: 'object',
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
  checkOptions('allow', Object(field(options, 'allow')), { metadata: 'any', params: 'any' })
  checkOptions('queue', Object(field(options, 'queue')), { bytes: 'any', count: 'any' })
  if (typeof field(field(options, 'store'), 'append') === 'function') return
  throw new FinetapError('bad_option', {
    what: 'store is no store',
    why: 'it has no append',
    fix: "pass a directory such as './.finetap', or a store such as memoryStore()",
  })
}

function checkOptions(owner: string, options: object, rules: OptionRules): void {
  for (const [name, value] of Object.entries(options)) {
    const rule = rules[name]
    if (rule === undefined) {
      const known = Object.keys(rules).join(', ')
      throw new FinetapError('bad_option', { what: `${owner} has no option ${name}`, fix: `use one of ${known}` })
    }
    if (rule === 'any' || value === undefined || isA(rule, value)) continue
    throw new FinetapError('bad_option', {
      what: `The option ${name} of ${owner} is ${value === null ? 'null' : `of type ${typeof value}`}`,
      fix: `pass ${rule === 'function' ? 'a function' : 'an object'}, or leave it out`,
    })
  }
}

function isA(rule: 'function' | 'object', value: unknown): boolean {
  return rule === 'function'
    ? typeof value === 'function'
    : typeof value === 'object' && value !== null && !Array.isArray(value)
}
