import { describe, expect, test } from 'vitest'
import { feedbackHandler } from '../../../../src/adapters/web/feedback-handler.ts'
import { startHandler } from './asking.ts'

const ALLOW = 'access-control-allow-origin'

describe('pages of the same origin only', () => {
  test.for<[string, { readonly [name: string]: string }, number]>([
    ['the page itself', { 'sec-fetch-site': 'same-origin', origin: 'http://app.example' }, 201],
    ['the page behind a proxy that changes the host', { 'sec-fetch-site': 'same-origin', host: '10.0.0.7:80' }, 201],
    ['the address bar', { 'sec-fetch-site': 'none' }, 201],
    ['a program', {}, 201],
    ['a browser that says only the origin', { origin: 'http://app.example' }, 201],
    [
      'a host in capitals, with the port of its scheme',
      { origin: 'https://app.example', host: 'APP.example:443' },
      201,
    ],
    ['a page behind TLS that ends before us', { origin: 'https://app.example' }, 201],
    ['another page', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
    ['another page of the site', { 'sec-fetch-site': 'same-site', origin: 'https://blog.app.example' }, 403],
    ['a value that nobody knows', { 'sec-fetch-site': 'SAME-ORIGIN?' }, 403],
    ['another origin', { origin: 'https://evil.example' }, 403],
    ['another port', { origin: 'http://app.example:8080' }, 403],
    ['a sandbox', { origin: 'null' }, 403],
    ['an origin that is none', { origin: 'app.example' }, 403],
    ['a host that is none', { origin: 'http://app.example', host: 'a b' }, 403],
    ['a sandbox, at a host that is none', { origin: 'null', host: 'a b' }, 403],
  ])('%s', async ([, headers, status]) => {
    const { thumb, judgements } = startHandler()
    const answer = await thumb(headers)
    expect(answer.status).toBe(status)
    expect(answer.headers.has(ALLOW)).toBe(false)
    expect(await judgements()).toHaveLength(status === 201 ? 1 : 0)
    expect(await answer.json()).toMatchObject(status === 403 ? { error: { code: 'cross_origin' } } : {})
  })

  test('a browser that asks first is told no', async () => {
    const { ask } = startHandler()
    const answer = await ask('OPTIONS', undefined, { origin: 'https://x.example' })
    expect([answer.status, answer.headers.get('allow'), answer.headers.has(ALLOW)]).toEqual([405, 'POST', false])
  })
})

describe('listed origins', () => {
  const origins = ['https://chat.example', 'http://localhost:5173']
  const foreign = { 'sec-fetch-site': 'cross-site' }

  test('may ask, and caches are told', async () => {
    const { thumb } = startHandler({ origins })
    for (const origin of origins) {
      const answer = await thumb({ ...foreign, origin })
      expect([answer.status, answer.headers.get(ALLOW), answer.headers.get('vary')]).toEqual([201, origin, 'Origin'])
    }
  })

  test('are told what went wrong, too', async () => {
    const { ask } = startHandler({ origins })
    const answer = await ask('POST', {}, { ...foreign, origin: 'https://chat.example' })
    expect([answer.status, answer.headers.get(ALLOW)]).toEqual([400, 'https://chat.example'])
  })

  test('others may not', async () => {
    const { thumb, ask } = startHandler({ origins })
    for (const origin of ['https://evil.example', 'https://chat.example.evil.example', 'null']) {
      const answers = [await thumb({ ...foreign, origin }), await ask('OPTIONS', undefined, { origin })]
      for (const answer of answers) expect([answer.status, answer.headers.get(ALLOW)]).toEqual([403, null])
    }
  })

  test('browsers are told that they may ask', async () => {
    const { ask } = startHandler({ origins })
    const answer = await ask('OPTIONS', undefined, {
      origin: 'https://chat.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    })
    expect(answer.status).toBe(204)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      [ALLOW]: 'https://chat.example',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type',
      vary: 'Origin',
    })
  })

  test('a star is everybody', async () => {
    const { thumb } = startHandler({ origins: '*' })
    const answer = await thumb({ ...foreign, origin: 'null' })
    expect([answer.status, answer.headers.get(ALLOW)]).toEqual([201, '*'])
  })

  test.for([['https://app.example/'], ['https://app.example/chat'], ['app.example'], ['*'], ['HTTPS://App.example']])(
    'refuses %o, which no browser sends',
    ([origin = '']) => {
      expect(() => feedbackHandler({ origins: [origin] })).toThrow(/feedbackHandler: origins .* Fix: write /)
    },
  )
})
