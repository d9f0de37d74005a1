import { badOption } from '../../core/check-options.ts'
import { FinetapError } from '../../core/errors.ts'
import { isJsonObject } from '../../core/json.ts'
import type { PiiDetector, PiiSpan } from '../pii-detector.ts'
import { codePointPlaces, toUtf16 } from './code-points.ts'
import { createGate } from './gate.ts'

export type PresidioOptions = {
  /** Where the analyzer listens, such as `http://localhost:5002`. */
  readonly url: string
  /** Of the texts, as the analyzer names it. Default `en`. */
  readonly language?: string
  /** By the analyzer's names; what it finds beside them is not asked for. Default: those of `PRESIDIO_TAGS`. */
  readonly entities?: readonly string[]
  /** Finds of less certainty stay, from 0 to 1. Default 0.5. */
  readonly leastScore?: number
  /** For one text, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number
  /** Texts that are asked about at a time. Default 4. */
  readonly concurrency?: number
  /** Sent with each question, such as an authorization. */
  readonly headers?: { readonly [name: string]: string }
}

/** Tags of what Presidio finds: those of finetap's own detectors, so that both number a value alike. */
const PRESIDIO_TAGS: { readonly [entity: string]: string } = {
  CREDIT_CARD: 'CARD',
  CRYPTO: 'CRYPTO',
  EMAIL_ADDRESS: 'EMAIL',
  IBAN_CODE: 'IBAN',
  IP_ADDRESS: 'IP',
  LOCATION: 'LOCATION',
  MEDICAL_LICENSE: 'MEDICAL_LICENSE',
  PERSON: 'PERSON',
  PHONE_NUMBER: 'PHONE',
  US_BANK_NUMBER: 'BANK_ACCOUNT',
  US_DRIVER_LICENSE: 'DRIVER_LICENSE',
  US_ITIN: 'TAX_ID',
  US_PASSPORT: 'PASSPORT',
  US_SSN: 'SSN',
}

/**
 * Asks a Presidio analyzer that you run (`POST /analyze`) for names, places and what else it knows. The texts go to that
 * address and nowhere else.
 *
 * An analyzer that does not answer, or not in time, fails the example: it is dropped and counted, never passed unsearched.
 *
 * @throws FinetapError `bad_option` when `url` is none or a number is out of range.
 * @example redactPersonalData({ preset: 'all', detectors: [presidioDetector({ url: 'http://localhost:5002' })] })
 */
export function presidioDetector(options: PresidioOptions): PiiDetector {
  const { url, concurrency = 4, timeoutMs = 30_000, leastScore = 0.5 } = options
  if (!URL.canParse(url)) throw badOption('The option url of presidioDetector is no address', 'pass one with http://')
  refuseOutside('concurrency', concurrency, 1, 1_000)
  refuseOutside('timeoutMs', timeoutMs, 1, 2 ** 31 - 1)
  refuseOutside('leastScore', leastScore, 0, 1)
  const address = `${url.replace(/\/+$/, '')}/analyze`
  const gate = createGate(concurrency)
  return {
    name: 'presidio',
    tag: 'PII',
    async detect(text) {
      // Nothing without a letter or digit is anything to it, and services refuse an empty text.
      if (!/[\p{L}\p{N}]/u.test(text)) return []
      return spansOf(text, await gate(() => ask(address, text, { ...options, timeoutMs, leastScore })))
    },
  }
}

type Question = PresidioOptions & { readonly timeoutMs: number; readonly leastScore: number }

async function ask(address: string, text: string, question: Question): Promise<unknown> {
  const { language = 'en', entities = Object.keys(PRESIDIO_TAGS), leastScore, timeoutMs, headers = {} } = question
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ text, language, entities, score_threshold: leastScore }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (!response.ok) throw new Error(`it answered with status ${response.status}`)
    return await response.json()
  } catch (cause) {
    throw unanswered(cause)
  }
}

function spansOf(text: string, answer: unknown): readonly PiiSpan[] {
  if (!Array.isArray(answer)) throw unanswered(new Error('its answer is no list'))
  const placeOf = codePointPlaces(text)
  return answer.map((item: unknown) => {
    const { start, end, entity_type: entity } = isJsonObject(item) ? item : {}
    const isFind = typeof start === 'number' && typeof end === 'number' && typeof entity === 'string'
    const span = isFind ? toUtf16({ start, end }, placeOf) : undefined
    if (span === undefined || !isFind) throw unanswered(new Error('a find in its answer is no place in the text'))
    return { ...span, tag: PRESIDIO_TAGS[entity] ?? tagOf(entity) }
  })
}

/** In the form of a tag, whatever a recognizer of the user's own is called. */
function tagOf(entity: string): string {
  return (
    entity
      .toUpperCase()
      .replaceAll(/[^A-Z]+/g, '_')
      .replaceAll(/^_+|_+$/g, '') || 'PII'
  )
}

// The cause may quote the text that was asked about; it stays a cause, which no report prints.
function unanswered(cause: unknown): FinetapError {
  return new FinetapError('detector_failed', {
    what: 'The Presidio analyzer gave no answer that can be used',
    ...(cause instanceof Error ? { why: cause.message } : {}),
    fix: 'see that it runs at the url of presidioDetector and knows the language, or raise timeoutMs',
    cause,
  })
}

function refuseOutside(name: string, value: unknown, least: number, most: number): void {
  if (typeof value === 'number' && value >= least && value <= most) return
  throw badOption(`The option ${name} of presidioDetector is out of range`, `pass a number from ${least} to ${most}`)
}
