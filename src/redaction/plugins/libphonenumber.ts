import type { Span } from '../detector.ts'
import { digitsOf } from '../kinds.ts'
import type { PiiDetector } from '../pii-detector.ts'
import { exportOf, loadPeer, oddPeer } from './load-peer.ts'

/** What is used of `libphonenumber-js`. */
export type Libphonenumber = {
  readonly parsePhoneNumberFromString: (
    text: string,
    country?: string,
  ) => { readonly isValid: () => boolean } | undefined
}

export type LibphonenumberOptions = {
  /** Default: `libphonenumber-js`, when it is first needed. */
  readonly module?: Libphonenumber
  /** Whose numbers people write without a country code, such as `['US', 'CA']`. Default: none, only numbers with `+`. */
  readonly countries?: readonly string[]
}

const PACKAGE = 'libphonenumber-js'
const OWNER = 'libphonenumberDetector'
/** Digits in groups, up to 30 characters: the parser takes seconds for long texts, so it is shown nothing else. */
const CANDIDATE = /\+?\(?\d(?:[ ()./-]{0,2}\d){6,14}/g

/**
 * Finds phone numbers that are valid in one of the countries, tag `[PHONE]`, by the rules of `libphonenumber-js`, also
 * where nothing else tells that digits are a phone number. Needs that package.
 *
 * @throws FinetapError `peer_missing` at the first text, when it is not installed.
 * @example redactPersonalData({ preset: 'all', detectors: [libphonenumberDetector({ countries: ['DE', 'AT'] })] })
 */
export function libphonenumberDetector({ module, countries = [] }: LibphonenumberOptions = {}): PiiDetector {
  let loading: Promise<Libphonenumber> | undefined
  return {
    name: 'libphonenumber',
    tag: 'PHONE',
    key: digitsOf,
    async detect(text) {
      loading ??= module === undefined ? load() : Promise.resolve(module)
      const { parsePhoneNumberFromString: parse } = await loading
      const isValid = (value: string): boolean =>
        value.startsWith('+')
          ? parse(value)?.isValid() === true
          : countries.some((country) => parse(value, country)?.isValid() === true)
      return candidatesIn(text).filter(({ start, end }) => isValid(text.slice(start, end)))
    },
  }
}

function candidatesIn(text: string): readonly Span[] {
  const spans: Span[] = []
  for (const { index, 0: value } of text.matchAll(CANDIDATE)) {
    const end = index + value.length
    // The middle of a longer number, of a version or of an identifier.
    if (/[\w.+-]/.test(text.charAt(index - 1)) || /[\w]/.test(text.charAt(end))) continue
    spans.push({ start: index, end })
  }
  return spans
}

async function load(): Promise<Libphonenumber> {
  const parse = exportOf(await loadPeer(PACKAGE, OWNER), 'parsePhoneNumberFromString')
  if (!isParse(parse)) throw oddPeer(PACKAGE, OWNER)
  return { parsePhoneNumberFromString: parse }
}

function isParse(value: unknown): value is Libphonenumber['parsePhoneNumberFromString'] {
  return typeof value === 'function'
}
