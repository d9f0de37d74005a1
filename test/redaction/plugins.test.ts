import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { detectorsOfTexts } from '../../src/redaction/pii-detector.ts'
import {
  createRedactor,
  libphonenumberDetector,
  presidioDetector,
  secretlintDetector,
  type PiiDetector,
} from '../../src/redaction/index.ts'
import type { Libphonenumber } from '../../src/redaction/plugins/libphonenumber.ts'
import type { SecretlintCore } from '../../src/redaction/plugins/secretlint.ts'

type Question = { readonly text: string; readonly language: string; readonly entities: readonly string[] }
type Answer = (question: Question) => unknown

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** Answers as a Presidio analyzer does; `undefined`: never. */
async function analyzer(answer: Answer, status = 200): Promise<string> {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const found = request.url === '/analyze' ? answer(JSON.parse(body) as Question) : []
      if (found === undefined) return
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(found))
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

/** Python counts characters, not halves of pairs. */
const finds =
  (word: string, entity: string): Answer =>
  ({ text }) => {
    const before = text.split(word)
    if (before.length < 2) return []
    const start = Array.from(before[0] ?? '').length
    return [{ start, end: start + Array.from(word).length, score: 0.85, entity_type: entity }]
  }

async function masked(detector: PiiDetector, ...texts: readonly string[]): Promise<readonly string[]> {
  const detectors = await detectorsOfTexts([detector], texts)
  const scope = createRedactor({ preset: 'all', mode: 'numbered' }).begin({ detectors })
  return texts.map(scope.text)
}

test('presidio: what the analyzer finds is masked at its place, behind emoji too', async () => {
  const url = await analyzer(finds('Zoë 🐝', 'PERSON'))
  expect(await masked(presidioDetector({ url }), '🐝🐝 I am Zoë 🐝, ok', 'no one', 'Zoë 🐝: ada@corp.test')).toEqual([
    '🐝🐝 I am [PERSON], ok',
    'no one',
    '[PERSON]: [EMAIL]',
  ])
})

test('presidio: kinds that finetap knows carry its tags, others their own', async () => {
  const one = async (entity: string) =>
    (await masked(presidioDetector({ url: await analyzer(finds('X9', entity)) }), 'X9'))[0]
  expect(await one('PHONE_NUMBER')).toBe('[PHONE]')
  expect(await one('uk_nhs-2')).toBe('[UK_NHS]')
})

test('presidio: so many questions at a time and no more, in the language that was named', async () => {
  let [running, most, languages] = [0, 0, '']
  const server = createServer((request, response) => {
    running += 1
    most = Math.max(most, running)
    request.on('data', (chunk: Buffer) => (languages += `${(JSON.parse(chunk.toString()) as Question).language} `))
    request.on('end', () =>
      setImmediate(() => {
        running -= 1
        response.end('[]')
      }),
    )
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const texts = Array.from({ length: 12 }, (_, index) => `text ${index}`)
  expect(await masked(presidioDetector({ url, concurrency: 3, language: 'de' }), ...texts)).toEqual(texts)
  expect(most).toBeLessThanOrEqual(3)
  expect(languages).toBe('de '.repeat(12))
})

test.for<[string, () => Promise<PiiDetector>]>([
  ['status 500', async () => presidioDetector({ url: await analyzer(() => [], 500) })],
  ['no list', async () => presidioDetector({ url: await analyzer(() => ({ error: 'x' })) })],
  [
    'no place',
    async () => presidioDetector({ url: await analyzer(() => [{ start: 0, end: 99, entity_type: 'PERSON' }]) }),
  ],
  ['timeout', async () => presidioDetector({ url: await analyzer(() => undefined), timeoutMs: 50 })],
  ['fetch failed', async () => presidioDetector({ url: 'http://127.0.0.1:9' })],
])('presidio: an analyzer that fails (%s) fails the search', async ([reason, create]) => {
  const detector = await create()
  await expect(masked(detector, 'I am Ada')).rejects.toMatchObject({ code: 'detector_failed', message: /analyzer/ })
  await expect(masked(detector, 'I am Ada')).rejects.toThrow(new RegExp(reason))
})

test('presidio: options that cannot be meant are told', () => {
  expect(() => presidioDetector({ url: 'analyzer' })).toThrow(/url of presidioDetector is no address/)
  expect(() => presidioDetector({ url: 'http://a', concurrency: 0 })).toThrow(/concurrency.*out of range/)
})

test('secretlint: texts are searched together, and finds go back to where they belong', async () => {
  const asked: string[] = []
  const module: SecretlintCore = {
    lintSource: ({ source: { content } }) => {
      asked.push(content)
      const messages = [...content.matchAll(/tok_\w+/g)].map(({ index, 0: token }): { range: [number, number] } => ({
        range: [index, index + token.length],
      }))
      return Promise.resolve({ messages })
    },
  }
  const detector = secretlintDetector({ module, rules: [{ id: 'tok', rule: {} }] })
  const texts = ['a tok_1', '', 'tok_22 b', 'none', 'x'.repeat(300_000), 'tok_1']
  const result = await masked(detector, ...texts)
  expect([result[0], result[2], result[3], result[5]]).toEqual(['a [SECRET]', '[SECRET_2] b', 'none', '[SECRET]'])
  expect(asked).toHaveLength(3)
})

test('secretlint: a find over the border of two texts goes to both', async () => {
  const module: SecretlintCore = { lintSource: () => Promise.resolve({ messages: [{ range: [2, 8] }] }) }
  const detector = secretlintDetector({ module, rules: [] })
  expect(await masked(detector, 'abcd', 'efgh')).toEqual(['ab[SECRET]', '[SECRET_2]fgh'])
})

const phones: Libphonenumber = {
  parsePhoneNumberFromString: (text, country) => ({
    isValid: () => text.startsWith('+43') || (country === 'AT' && text.startsWith('01')),
  }),
}

test('libphonenumber: candidates that are valid in one of the countries are masked', async () => {
  const detector = libphonenumberDetector({ module: phones, countries: ['DE', 'AT'] })
  const spans = await detector.detect(
    'at 01 2345678 or +43 1 2345678, not 0999 1234567, v01.2345678 nor 01 2345678901234567',
  )
  expect(spans.map(({ start, end }) => [start, end])).toEqual([
    [3, 13],
    [17, 30],
  ])
  expect(await libphonenumberDetector({ module: phones }).detect('at 01 2345678')).toEqual([])
})

test('packages that are not there are named with the way to get them', async () => {
  await expect(masked(secretlintDetector(), 'text')).rejects.toMatchObject({
    code: 'peer_missing',
    message: expect.stringMatching(
      /needs the package @secretlint\/core.*Fix: npm install @secretlint\/core @secretlint/,
    ),
  })
  await expect(masked(libphonenumberDetector(), '1234567')).rejects.toThrow(/Fix: npm install libphonenumber-js/)
})

test('a detector of the app that gives no spans of the text is refused', async () => {
  const detector = (spans: unknown): PiiDetector => ({ name: 'odd', tag: 'ODD', detect: () => spans as [] })
  await expect(masked(detector([{ start: 0, end: 9 }]), 'text')).rejects.toThrow(/odd gave a span outside/)
  await expect(masked({ ...detector([]), detectAll: () => [] }, 'text')).rejects.toThrow(
    /a list of spans for each text/,
  )
})
