import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import {
  cardDetector,
  detectorsOf,
  emailDetector,
  findSpans,
  ibanDetector,
  ipDetector,
  phoneDetector,
  ssnDetector,
  urlDetector,
  type Detector,
  type Span,
} from '../../src/redaction/index.ts'
import { sharedChats } from '../pipeline/support/shared-data.ts'
import { repository } from '../support/repository.ts'

type Labelled = {
  readonly full_text: string
  readonly spans: readonly {
    readonly entity_type: string
    readonly start_position: number
    readonly end_position: number
  }[]
}

type Score = { readonly right: number; readonly wrong: number; readonly missed: number; readonly outside: number }

const FILE = resolve(repository, '../shared/data/presidio-synth-v2.json.gz')
const isThere = existsSync(FILE)
const read = (): Labelled[] => JSON.parse(gunzipSync(readFileSync(FILE)).toString()) as Labelled[]

const overlap = (a: Span, b: Span): number => Math.min(a.end, b.end) - Math.max(a.start, b.start)
const isSame = (a: Span, b: Span): boolean =>
  overlap(a, b) >= 0.5 * (Math.max(a.end, b.end) - Math.min(a.start, b.start))

function score(rows: readonly Labelled[], detector: Detector, type: string): Score {
  let [right, wrong, missed, outside] = [0, 0, 0, 0]
  for (const row of rows) {
    const labels = row.spans.map((span) => ({
      type: span.entity_type,
      start: span.start_position,
      end: span.end_position,
    }))
    const gold = labels.filter((label) => label.type === type)
    const found = findSpans(detector, row.full_text)
    right += gold.filter((label) => found.some((span) => isSame(label, span))).length
    missed += gold.filter((label) => !found.some((span) => isSame(label, span))).length
    wrong += found.filter((span) => !gold.some((label) => isSame(label, span))).length
    outside += found.filter((span) => !labels.some((label) => overlap(label, span) > 0)).length
  }
  return { right, wrong, missed, outside }
}

/** Precision and recall that single detectors in JavaScript reached on these texts; for telephone numbers F1 > .85. */
const BASELINES = [
  { detector: emailDetector(), type: 'EMAIL_ADDRESS', labels: 49, precision: 1, recall: 1 },
  { detector: urlDetector(), type: 'DOMAIN_NAME', labels: 37, precision: 1, recall: 1 },
  { detector: cardDetector(), type: 'CREDIT_CARD', labels: 136, precision: 0.993, recall: 1 },
  { detector: ibanDetector(), type: 'IBAN_CODE', labels: 21, precision: 1, recall: 1 },
  { detector: ssnDetector(), type: 'US_SSN', labels: 16, precision: 1, recall: 1 },
  { detector: ipDetector(), type: 'IP_ADDRESS', labels: 14, precision: 1, recall: 1 },
  { detector: phoneDetector(), type: 'PHONE_NUMBER', labels: 92, precision: 0.85, recall: 0.85 },
]

describe.skipIf(!isThere)(`labelled personal data${isThere ? '' : ' (skipped: ../shared/data is not there)'}`, () => {
  const rows = isThere ? read() : []

  test.for(BASELINES)('$type: precision and recall', ({ detector, type, labels, precision, recall }) => {
    const { right, wrong, missed, outside } = score(rows, detector, type)
    const table = `${type}: right ${right}, wrong ${wrong}, missed ${missed}, outside any label ${outside}`
    expect(right + missed, table).toBe(labels)
    expect(right / (right + wrong), table).toBeGreaterThanOrEqual(precision)
    expect(right / (right + missed), table).toBeGreaterThanOrEqual(recall)
    expect(outside, table).toBe(0)
  })
})

const chats = sharedChats('arena-hard')
const skipped = chats === undefined ? ' (skipped: ../shared/data is not there)' : ''

test.skipIf(chats === undefined)(`6 MB of questions and answers about code and maths hold no cards${skipped}`, () => {
  const numbers = detectorsOf('pii').filter(({ tag }) => ['CARD', 'SSN', 'IBAN'].includes(tag))
  const found = new Set<string>()
  const phones = new Set<string>()
  for (const { messages } of chats ?? []) {
    for (const part of messages.flatMap(({ parts }) => parts)) {
      if (part.type !== 'text') continue
      for (const detector of numbers) {
        for (const { start, end } of findSpans(detector, part.text)) found.add(part.text.slice(start, end))
      }
      for (const { start, end } of findSpans(phoneDetector(), part.text)) phones.add(part.text.slice(start, end))
    }
  }
  expect([...found]).toEqual([])
  // A row of someone's contacts, and a sentence to translate: both are telephone numbers.
  expect(phones.size, [...phones].join(', ')).toBeLessThanOrEqual(3)
})
