import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { clientOfAddress } from '../../../../src/adapters/chat-route/feedback/client-address.ts'
import { startHandler } from './asking.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

const from = (address: string) => ({ 'x-real-ip': address })

describe('how often a client may ask', () => {
  test('30 times a minute, then it is told when to come back', async () => {
    const { thumb } = startHandler()
    for (let sent = 0; sent < 30; sent += 1) expect((await thumb(from('203.0.113.7'))).status).toBe(201)
    const answer = await thumb(from('203.0.113.7'))
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '2'])
    expect(await answer.json()).toMatchObject({ error: { code: 'too_many', message: /try again in 2 s/ } })
    expect((await thumb(from('203.0.113.8'))).status).toBe(201)
    vi.advanceTimersByTime(2_000)
    expect((await thumb(from('203.0.113.7'))).status).toBe(201)
    expect((await thumb(from('203.0.113.7'))).status).toBe(429)
    vi.advanceTimersByTime(3_600_000)
    for (let sent = 0; sent < 30; sent += 1) expect((await thumb(from('203.0.113.7'))).status).toBe(201)
    expect((await thumb(from('203.0.113.7'))).status).toBe(429)
  })

  test('what is refused counts too, so that ids cannot be tried out', async () => {
    const { ask } = startHandler({ limit: { count: 3 } })
    const status = async () => (await ask('POST', {}, from('203.0.113.7'))).status
    expect([await status(), await status(), await status(), await status()]).toEqual([400, 400, 400, 429])
  })

  test('a client is who the app says', async () => {
    const by = (request: Request) => request.headers.get('x-user') ?? undefined
    const { thumb } = startHandler({ limit: { count: 1, perMs: 10_000, by } })
    const status = async (user: string) => (await thumb({ 'x-user': user, ...from('203.0.113.7') })).status
    expect([await status('a'), await status('a'), await status('b')]).toEqual([201, 429, 201])
  })

  test('the address that the nearest proxy saw counts, not what the client claims', async () => {
    const { thumb } = startHandler({ limit: { count: 1 } })
    const status = async (claimed: string) => (await thumb({ 'x-forwarded-for': `${claimed}, 203.0.113.7` })).status
    expect([await status('198.51.100.1'), await status('198.51.100.2')]).toEqual([201, 429])
  })

  test('clients whose address nobody knows share twenty times as much', async () => {
    const { thumb } = startHandler({ limit: { count: 1 } })
    for (let sent = 0; sent < 20; sent += 1) expect((await thumb()).status).toBe(201)
    expect((await thumb()).status).toBe(429)
  })

  test('the limit can be switched off', async () => {
    const { thumb } = startHandler({ limit: false })
    for (let sent = 0; sent < 100; sent += 1) expect((await thumb(from('203.0.113.7'))).status).toBe(201)
  })
})

test.for([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:DB8:0001:2::9', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['unix', 'unix'],
] as const)('the client at %s is %s', ([address, client]) => {
  expect(clientOfAddress(address)).toBe(client)
})
