import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { emailDetector, findSpans, urlDetector, type Span } from '../../src/redaction/index.ts'
import { repository } from '../support/repository.ts'

type Labelled = {
  readonly full_text: string
  readonly spans: readonly {
    readonly entity_type: string
    readonly start_position: number
    readonly end_position: number
  }[]
}

const FILE = resolve(repository, '../shared/data/presidio-synth-v2.json.gz')
const isThere = existsSync(FILE)
const read = (): Labelled[] => JSON.parse(gunzipSync(readFileSync(FILE)).toString()) as Labelled[]

const overlap = (a: Span, b: Span): number => Math.min(a.end, b.end) - Math.max(a.start, b.start)
const isSame = (a: Span, b: Span): boolean =>
  overlap(a, b) >= 0.5 * (Math.max(a.end, b.end) - Math.min(a.start, b.start))

describe.skipIf(!isThere)(`labelled personal data${isThere ? '' : ' (skipped: ../shared/data is not there)'}`, () => {
  test.for([
    ['email', emailDetector(), 'EMAIL_ADDRESS', 49],
    ['url', urlDetector(), 'DOMAIN_NAME', 37],
  ] as const)('%s finds every label and nothing else', ([, detector, type, labels]) => {
    let [right, wrong, missed] = [0, 0, 0]
    for (const row of read()) {
      const gold = row.spans
        .filter((span) => span.entity_type === type)
        .map((span): Span => ({ start: span.start_position, end: span.end_position }))
      const found = findSpans(detector, row.full_text)
      right += gold.filter((span) => found.some((other) => isSame(span, other))).length
      missed += gold.filter((span) => !found.some((other) => isSame(span, other))).length
      wrong += found.filter((span) => !gold.some((other) => isSame(span, other))).length
    }
    expect({ right, wrong, missed }).toEqual({ right: labels, wrong: 0, missed: 0 })
  })
})
