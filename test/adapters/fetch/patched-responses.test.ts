import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { wrapFetch } from '../../../src/adapters/fetch/index.ts'
import { textOf } from '../../../src/core/message.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import { chat, TEXT, WHOLE } from './support/answers.ts'

const answer = (): Response => new Response(String(WHOLE.body), { headers: { 'content-type': 'application/json' } })

beforeEach(async () => {
  // Whatever is learned of the class is learned from this one.
  await (await wrapFetch(async () => answer(), startRecording())(...(chat('http://x') as unknown as []))).json()
})
afterEach(() => vi.restoreAllMocks())

test('a method of the class that is patched later is called, and the record has the answer', async () => {
  const recording = startRecording()
  const patched = vi.spyOn(Response.prototype, 'json')
  const own = answer()
  const response = await wrapFetch(async () => own, recording)(...(chat('http://x') as unknown as []))
  await response.json()
  expect(patched.mock.contexts).toEqual([own])
  expect((await onlyGeneration(recording)).response.messages.map(textOf)).toEqual([TEXT])
})

test('a method of the class that is patched while the response is under way is called too', async () => {
  const response = await wrapFetch(async () => answer(), startRecording())(...(chat('http://x') as unknown as []))
  vi.spyOn(Response.prototype, 'text').mockResolvedValue('patched')
  expect(await response.text()).toBe('patched')
})

test('a method that a response of a patched class has of its own is called', async () => {
  const own = answer()
  Object.defineProperty(own, 'json', { value: async () => 'its own', configurable: true })
  const response = await wrapFetch(async () => own, startRecording())(...(chat('http://x') as unknown as []))
  expect(await response.json()).toBe('its own')
})

test.each([200, 429])('a response that nothing can be added to passes, and its call has ended (%i)', async (status) => {
  const own = Object.freeze(new Response(String(WHOLE.body), { status }))
  const recording = startRecording()
  expect(await wrapFetch(async () => own, recording)(...(chat('http://x') as unknown as []))).toBe(own)
  expect(await own.text()).toBe(WHOLE.body)
  expect(await onlyGeneration(recording)).toMatchObject(
    status === 200 ? { status: 'abandoned', response: { messages: [] } } : { status: 'error', error: { status: 429 } },
  )
  expect(recording.errors).toEqual([])
})

test('a response that is given twice is followed for the first call, and the second has ended', async () => {
  const value: unknown = JSON.parse(String(WHOLE.body))
  const own = { ok: true, status: 200, json: async () => value }
  const recording = startRecording()
  const send = wrapFetch(async () => own, recording)
  for (let calls = 0; calls < 2; calls += 1) {
    const response = await send(...(chat('http://x') as unknown as []))
    expect(await response.json()).toBe(value)
  }
  expect((await recording.generations()).map(({ status }) => status)).toEqual(['ok', 'abandoned'])
  expect(recording.errors).toEqual([])
})

test('a response of which something is fixed keeps its body', async () => {
  const own = answer()
  Object.defineProperty(own, 'json', { value: async () => 'its own' })
  const recording = startRecording()
  const response = await wrapFetch(async () => own, recording)(...(chat('http://x') as unknown as []))
  expect(await response.json()).toBe('its own')
  expect(Buffer.concat(await Array.fromAsync(response.body ?? [])).toString()).toBe(WHOLE.body)
  expect(recording.errors).toEqual([])
})
