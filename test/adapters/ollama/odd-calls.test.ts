import { expect, test } from 'vitest'
import { wrapOllama } from '../../../src/adapters/ollama/index.ts'
import { startRecording } from '../../support/recording.ts'

/** A client of the app's own, with more than finetap asks for. */
class Client {
  #first = 1

  async chat(_request: object, extra?: unknown): Promise<unknown> {
    return extra
  }

  async generate(): Promise<unknown> {
    return undefined
  }

  *count(): Iterable<number> {
    const first = this.#first
    yield first
  }
}

test('a generator method sees the client’s private fields', () => {
  const client = wrapOllama(new Client(), startRecording())
  expect([...client.count()]).toEqual([1])
})

test('chat is given all arguments of the app', async () => {
  const client = wrapOllama(new Client(), startRecording())
  expect(await client.chat({}, 'extra')).toBe('extra')
})

test('a frozen stream reaches the app untouched, and the lost record is counted', async () => {
  const { recorder } = startRecording()
  const frozen = Object.freeze({ async *[Symbol.asyncIterator]() {} })
  const client = wrapOllama(new Client(), { recorder })
  expect(await client.chat({ stream: true, messages: [{ role: 'user', content: 'Hi' }] }, frozen)).toBe(frozen)
  expect(recorder.stats()).toMatchObject({ active: 0, dropped: { capture_failed: 1 } })
})
