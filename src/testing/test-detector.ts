import assert from 'node:assert/strict'
import { createRedactor, findSpans, type Detector } from '../redaction/index.ts'
import { oddTexts } from './odd-texts.ts'
import type { TestRunner } from './test-runner.ts'

/** A text in which something is found, and, where it matters, exactly what. */
export type FoundText = string | { readonly text: string; readonly values: readonly string[] }

export type TestDetectorOptions = {
  readonly found: readonly FoundText[]
  /** Texts in which nothing is found. */
  readonly kept: readonly string[]
}

const KEBAB_CASE = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/
const TAG_FORM = /^[A-Z](?:[A-Z_]*[A-Z])?$/
const MANY = 50

/**
 * The contract of a detector, as tests: it has a name and a tag, finds what it must and nothing else, gives spans that lie
 * within the text, always the same ones, is not hindered by its prefilter, never throws, and masking twice is masking once.
 *
 * @example testDetector(emailDetector(), { describe, test }, { found: ['ada@example.com'], kept: ['react@18.2.0'] })
 */
export function testDetector(
  detector: Detector,
  { describe, test }: TestRunner,
  { found, kept }: TestDetectorOptions,
): void {
  const examples = found.map((item) => (typeof item === 'string' ? { text: item } : item))
  const foundTexts = examples.map(({ text }) => text)
  const texts = [...foundTexts, ...kept, ...oddTexts()]

  describe(`detector ${detector.name}`, () => {
    test('has a name in kebab case, a tag in upper case and a version', () => {
      assert.match(detector.name, KEBAB_CASE)
      assert.match(detector.tag, TAG_FORM)
      assert.ok(Number.isSafeInteger(detector.version) && detector.version > 0, 'the version is a whole number from 1')
      assert.notEqual(detector.prefilter?.length, 0, 'an empty prefilter lets no text through: leave it out')
    })

    test('finds what it must', () => {
      for (const example of examples) {
        const values = valuesIn(detector, example.text)
        assert.ok(values.length > 0, `nothing was found in ${shown(example.text)}`)
        if ('values' in example) assert.deepEqual(values, example.values, shown(example.text))
      }
    })

    test('finds nothing else', () => {
      for (const text of kept) assert.deepEqual(valuesIn(detector, text), [], shown(text))
    })

    testSpans(detector, test, texts)
    testMany(detector, test, foundTexts)
    testMasking(detector, test, texts)
  })
}

function testSpans(detector: Detector, test: TestRunner['test'], texts: readonly string[]): void {
  test('gives spans that hold something and lie within the text, and always the same', () => {
    for (const text of texts) {
      const spans = detector.find(text)
      for (const { start, end } of spans) {
        assert.ok(Number.isInteger(start) && Number.isInteger(end), `${shown(text)}: a span is of whole numbers`)
        assert.ok(0 <= start && start < end && end <= text.length, `${shown(text)}: ${start} to ${end} is no span`)
      }
      assert.deepEqual(detector.find(text), spans, `${shown(text)}: asked twice`)
    }
  })

  test('finds nothing behind the back of its prefilter', () => {
    for (const text of texts) assert.deepEqual(findSpans(detector, text), detector.find(text), shown(text))
  })

  test('gives a key for every value', () => {
    for (const text of texts) {
      for (const value of valuesIn(detector, text)) {
        assert.equal(typeof (detector.key?.(value) ?? value), 'string', shown(text))
      }
    }
  })
}

function testMany(detector: Detector, test: TestRunner['test'], texts: readonly string[]): void {
  test('finds every one of many', () => {
    for (const text of texts) {
      const once = detector.find(text).length
      const often = detector.find(`${text}\n\n`.repeat(MANY)).length
      assert.ok(often >= once * MANY, `${shown(text)}, ${MANY} times: found ${often} of ${once * MANY}`)
    }
  })
}

function testMasking(detector: Detector, test: TestRunner['test'], texts: readonly string[]): void {
  test('leaves nothing behind when it is masked, and masking twice is masking once', () => {
    for (const mode of ['tag', 'numbered'] as const) {
      const redactor = createRedactor({ detectors: [detector], mode })
      for (const text of texts) {
        const masked = redactor.begin().text(text)
        assert.equal(redactor.begin().text(masked), masked, `${shown(text)}, mode ${mode}`)
      }
    }
  })

  test('leaves JSON source in one piece', () => {
    const redactor = createRedactor({ detectors: [detector] })
    for (const text of texts) {
      const masked = redactor.begin().text(`Here: ${JSON.stringify({ [text]: text, list: [text] })}`)
      assert.doesNotThrow(() => JSON.parse(masked.slice('Here: '.length)), shown(text))
    }
  })
}

function valuesIn(detector: Detector, text: string): readonly string[] {
  return findSpans(detector, text)
    .toSorted((a, b) => a.start - b.start)
    .map(({ start, end }) => text.slice(start, end))
}

function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}
