import { describe, expect, test } from 'vitest'
import { ollama } from '../../../../src/adapters/wire/ollama/index.ts'

const messages = [{ role: 'user', content: 'Hi' }]

describe('what it recognises', () => {
  test.each([
    ['/api/chat', { model: 'm', messages }],
    ['/ollama/api/chat', { model: 'm', messages, stream: false }],
    ['/api/generate', { model: 'm', prompt: 'Hi' }],
    ['/api/generate', { model: 'm', keep_alive: 0 }],
  ])('%s %j', (path, body) => {
    expect(ollama.recognises(path, body)).toBe(true)
  })

  test.each([
    [
      'a route of an app that takes messages in parts',
      '/api/chat',
      { model: 'm', messages: [{ role: 'user', parts: [] }] },
    ],
    ['a route of an app without a model', '/api/chat', { messages }],
    ['another endpoint', '/api/embed', { model: 'm', input: 'Hi' }],
    ['a longer path', '/api/chat/history', { model: 'm', messages }],
    ['the paths of other protocols', '/v1/chat/completions', { model: 'm', messages }],
    ['a list', '/api/chat', [messages]],
    ['text', '/api/chat', 'Hi'],
    ['nothing', '/api/generate', undefined],
  ])('not %s', (_, path, body) => {
    expect(ollama.recognises(path, body)).toBe(false)
  })
})

describe('an exchange', () => {
  test.each([
    [undefined, true],
    [null, true],
    [true, true],
    [false, false],
  ])('with stream: %s streams: %s', (stream, streams) => {
    expect(ollama.exchange({ model: 'm', messages, stream }).stream).toBe(streams)
  })

  test('is a chat by its messages, else a completion', () => {
    expect(ollama.exchange({ model: 'm', messages })).toMatchObject({
      operation: 'chat',
      model: 'm',
      provider: 'ollama',
    })
    expect(ollama.exchange({ model: 'm', prompt: 'Hi' })).toMatchObject({ operation: 'completion', asksNothing: false })
  })

  test.each([{ model: 'm' }, { model: 'm', messages: [] }, { model: 'm', prompt: '' }, { model: 'm', messages: null }])(
    'of %j asks nothing',
    (body) => {
      expect(ollama.exchange(body).asksNothing).toBe(true)
    },
  )

  test('copies the request: later changes do not reach the record', () => {
    const body = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], options: { stop: ['a'] } }
    const request = ollama.exchange(body).request()
    body.messages[0] = { role: 'user', content: 'changed' }
    body.options.stop.push('b')
    expect(request).toEqual({
      messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
      params: { stop: ['a'] },
    })
  })
})

describe('odd requests', () => {
  const copied = (message: object) => ollama.exchange({ model: 'm', messages: [message] }).request().messages[0]

  test('a role of a model’s own is kept as a name', () => {
    expect(copied({ role: 'control', content: 'thinking' })).toEqual({
      role: 'user',
      name: 'control',
      parts: [{ type: 'text', text: 'thinking' }],
    })
  })

  test('content in parts, as other servers take it, is kept as it came', () => {
    const content = [{ type: 'text', text: 'Hi' }]
    expect(copied({ role: 'user', content })?.parts).toEqual([{ type: 'other', kind: 'content', value: content }])
  })

  test('a tool call without a name, and a result without a call', () => {
    expect(copied({ role: 'assistant', tool_calls: [{ type: 'x' }] })?.parts).toEqual([
      { type: 'other', kind: 'tool_call', value: { type: 'x' } },
    ])
    expect(copied({ role: 'tool', content: 'sunny' })?.parts).toEqual([
      { type: 'tool_result', id: 'call_unknown', result: 'sunny' },
    ])
  })

  test('a call without arguments has none', () => {
    expect(copied({ role: 'assistant', tool_calls: [{ function: { name: 'now' } }] })?.parts).toEqual([
      { type: 'tool_call', id: 'call_0', name: 'now', arguments: {} },
    ])
  })

  test('a result that names its call leaves the others waiting', () => {
    const call = (id: string) => ({ id, function: { name: 'now', arguments: {} } })
    const history = [
      { role: 'assistant', tool_calls: [call('a'), call('b')] },
      { role: 'tool', tool_call_id: 'a', content: '1' },
      { role: 'tool', tool_name: 'now', content: '2' },
    ]
    const request = ollama.exchange({ model: 'm', messages: history }).request()
    expect(request.messages.slice(1).map(({ parts }) => parts)).toMatchObject([[{ id: 'a' }], [{ id: 'b' }]])
  })

  test.each([
    ['iVBORw0KGgoAAAA', 'image/png'],
    ['/9j/4AAQ', 'image/jpeg'],
    ['R0lGODlh', 'image/gif'],
    ['UklGRiQA', 'image/webp'],
    ['AAAA', 'application/octet-stream'],
  ])('on the wire, images are base64 text: %s', (image, mediaType) => {
    expect(copied({ role: 'user', content: '', images: [image] })?.parts).toEqual([
      { type: 'file', mediaType, uri: `data:${mediaType};base64,${image}` },
    ])
  })

  test('settings of the server’s own keep their names', () => {
    const body = { model: 'm', messages, options: { mirostat: 2, num_predict: 5 }, keep_alive: '5m', think: 'low' }
    expect(ollama.exchange(body).request().params).toEqual({
      mirostat: 2,
      maxOutputTokens: 5,
      keep_alive: '5m',
      reasoning: 'low',
    })
  })

  test('a JSON schema as format', () => {
    const format = { type: 'object' }
    expect(ollama.exchange({ model: 'm', messages, format }).request().responseFormat).toEqual({
      type: 'json',
      schema: format,
    })
    expect(ollama.exchange({ model: 'm', messages, format: '' }).request().responseFormat).toBeUndefined()
  })
})
