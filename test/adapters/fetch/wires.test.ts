import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wrapFetch } from '../../../src/adapters/fetch/index.ts'
import { textOf } from '../../../src/core/message.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import { startStubServer, type StubServer } from './support/server.ts'
import { WIRES, type RecordedWire } from './support/wires.ts'

let server: StubServer
beforeAll(async () => {
  server = await startStubServer()
})
afterAll(() => server.close())

async function replay({ path, request, type, stream }: RecordedWire, isBytewise: boolean, leaveAt = Infinity) {
  const recording = startRecording()
  server.answer({ type, body: stream.slice(0, leaveAt), isBytewise, isOpen: leaveAt < stream.length })
  const init = { method: 'POST', body: JSON.stringify(request) }
  const response = await wrapFetch(fetch, recording)(`${server.url}${path}`, init)
  let seen = Buffer.alloc(0)
  for await (const bytes of response.body ?? []) {
    seen = Buffer.concat([seen, bytes])
    // Up to there it is ASCII.
    if (seen.length >= leaveAt) break
  }
  return { seen: seen.toString(), generation: await onlyGeneration(recording) }
}

describe.each(Object.entries(WIRES))('%s', (name, wire) => {
  test.each([false, true])(
    'is recorded whole, and reaches the app as it was sent (byte by byte: %s)',
    async (isBytewise) => {
      const { seen, generation } = await replay(wire, isBytewise)
      expect(seen).toBe(wire.stream)
      expect(generation).toMatchObject({
        ...wire.facts,
        source: { adapter: 'fetch', framework: name },
        stream: true,
        status: 'ok',
        request: { messages: [{ role: 'user', parts: [{ type: 'text', text: 'Wo ist meine Bestellung?' }] }] },
      })
      expect(generation.response.messages[0]?.parts).toMatchObject(wire.parts)
      expect(generation.firstTokenMs).toBeLessThanOrEqual(generation.durationMs ?? 0)
    },
  )

  test('left in the middle is aborted, with what had come', async () => {
    const { generation } = await replay(wire, true, wire.stream.indexOf('你'))
    expect(generation.status).toBe('aborted')
    expect(generation.response.messages.map(textOf)).toEqual(['Ich schaue nach: '])
  })
})
