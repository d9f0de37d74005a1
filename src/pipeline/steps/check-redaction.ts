import { badOption, checkOptions, kindOf, type OptionRules } from '../../core/check-options.ts'
import { knownDetectors } from '../../redaction/known/known-values.ts'
import type { RedactPersonalDataOptions } from './redact-personal-data.ts'

const NAMES: { readonly [Name in keyof RedactPersonalDataOptions]-?: OptionRules[string] } = {
  preset: 'string',
  mode: 'string',
  secret: 'string',
  keepHosts: 'any',
  detectors: 'any',
  known: 'any',
  onDetectorError: 'string',
}

/** @throws FinetapError `bad_option` for options that are none: personal data would stay without a word */
export function checkRedaction(options: RedactPersonalDataOptions): void {
  checkOptions('redactPersonalData', options, NAMES)
  const { keepHosts, detectors, known, onDetectorError } = options
  requireList('keepHosts', keepHosts, "such as ['docs.example.com']")
  requireList('detectors', detectors, 'of detectors, such as [emailDetector()]')
  if (known !== undefined && typeof known !== 'function')
    requireList('known', known, "such as ['Ada Lovelace'], or a function")
  if (Array.isArray(known)) knownDetectors(known)
  for (const detector of detectors ?? []) {
    if (typeof detector === 'object' && detector !== null) continue
    throw badOption(`detectors holds something ${kindOf(detector)}`, 'pass detectors, such as emailDetector()')
  }
  if (onDetectorError !== undefined && onDetectorError !== 'throw' && onDetectorError !== 'flag') {
    throw badOption('onDetectorError is none of its choices', "use 'throw' or 'flag', or leave it out")
  }
}

function requireList(name: string, value: unknown, example: string): void {
  if (value === undefined || Array.isArray(value)) return
  throw badOption(`The option ${name} is ${kindOf(value)}`, `pass a list ${example}`)
}
