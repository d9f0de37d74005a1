import { describe, expect, test } from 'vitest'
import { asking, chat, datasetOf, errorOf, MODEL, post, startApp } from './chat-client.ts'

describe('POST /api/chat', () => {
  test('streams the answer, and ends with what the turn adds to the history', async () => {
    const app = await startApp()
    const { id, lines, text, done } = await chat(app, asking('c1', 'How long does delivery take?'))
    expect(lines.filter(({ type }) => type === 'text').length).toBeGreaterThan(5)
    expect(text).toMatch(/days/)
    expect(done).toEqual({
      type: 'done',
      id,
      messages: [{ role: 'assistant', content: text }],
      usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
      finishReason: 'stop',
    })
    expect(done.usage?.outputTokens).toBeGreaterThan(5)
    expect(id).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('sends what the model says when it says it', async () => {
    const app = await startApp({ tokenDelayMs: 20 })
    const response = await post(app, '/api/chat', asking('c1', '/slow How long does delivery take?'))
    expect(response.headers.get('content-type')).toContain('application/x-ndjson')
    const reader = response.body?.getReader()
    const { value } = (await reader?.read()) ?? {}
    expect(new TextDecoder().decode(value)).toMatch(/^\{"type":"text","text":"[^"]+"\}\n$/)
    await reader?.cancel()
  })

  test('runs the tool that the model asks for, and the model answers with its result', async () => {
    const app = await startApp()
    const { lines, text, done } = await chat(app, asking('c1', 'Where is my order QM-1001?'))
    const [call, result] = lines
    expect(call).toMatchObject({ type: 'tool-call', name: 'get_order', arguments: { order_id: 'QM-1001' } })
    expect(result).toMatchObject({ type: 'tool-result', id: call?.id, result: { status: 'on its way' } })
    expect(result).not.toHaveProperty('isError')
    expect(text).toContain('QM-1001')
    expect(done.messages?.map(({ role }) => role)).toEqual(['assistant', 'tool', 'assistant'])

    const next = await chat(
      app,
      asking('c1', 'Thank you!', [{ role: 'user', content: 'Where is my order QM-1001?' }, ...(done.messages ?? [])]),
    )
    expect(next.done.type).toBe('done')
    const { turns } = await datasetOf(app, 'c1')
    expect(turns.map(({ question, tools }) => [question, tools])).toEqual([
      ['Thank you!', 0],
      ['Where is my order QM-1001?', 1],
    ])
  })

  test('a tool that finds nothing says so', async () => {
    const app = await startApp()
    const { lines } = await chat(app, asking('c1', 'Where is my order QM-9999?'))
    expect(lines[1]).toMatchObject({ type: 'tool-result', isError: true, result: { error: 'no order QM-9999' } })
  })

  test('shows the thoughts of a model that is asked to think', async () => {
    const app = await startApp()
    const question = asking('c1', 'Which coffee is the mildest?')
    const { lines, done } = await chat(app, { ...question, think: true })
    const thoughts = lines.filter(({ type }) => type === 'thinking').map(({ text }) => text)
    expect(thoughts.join('')).not.toBe('')
    expect(done.messages?.[0]).toMatchObject({ thinking: thoughts.join('') })
    expect((await chat(app, question)).lines.every(({ type }) => type !== 'thinking')).toBe(true)
  })

  test('passes the system prompt and the settings on', async () => {
    const app = await startApp()
    const body = { ...asking('c1', 'How long does delivery take?'), system: 'Be kind.', temperature: 0.5, seed: 3 }
    const first = await chat(app, body)
    expect((await chat(app, body)).text).toBe(first.text)
    await app.recorder.flush()
    const generations = (await Array.fromAsync(app.recorder.store.read())).filter(({ type }) => type === 'generation')
    expect(generations[0]).toMatchObject({
      environment: 'demo',
      request: {
        messages: [{ role: 'system', parts: [{ type: 'text', text: 'Be kind.' }] }, { role: 'user' }],
        params: { temperature: 0.5, seed: 3 },
      },
    })
  })

  test('a client that leaves stops the model, and what it read is kept as aborted', async () => {
    const app = await startApp({ tokenDelayMs: 5 })
    const client = new AbortController()
    const response = await post(app, '/api/chat', asking('c1', '/long'), { signal: client.signal })
    const reader = response.body?.getReader()
    await reader?.read()
    client.abort()
    await expect(reader?.read()).rejects.toThrow('aborted')
    await expect.poll(async () => (await datasetOf(app, 'c1')).turns[0]?.status).toBe('aborted')
    const { turns } = await datasetOf(app, 'c1')
    expect(turns[0]?.answer.length).toBeLessThan(500)
  })

  test('a client that leaves before the answer begins stops the model, too', async () => {
    const app = await startApp()
    const client = new AbortController()
    const asked = post(app, '/api/chat', asking('c1', '/slow hello'), { signal: client.signal })
    const response = await asked
    client.abort()
    await expect(response.text()).rejects.toThrow('aborted')
    await expect.poll(async () => (await datasetOf(app, 'c1')).turns[0]?.status).toBe('aborted')
  })

  test('asking again gives another answer, and both are kept', async () => {
    const app = await startApp()
    const first = await chat(app, asking('c1', 'How do I store coffee beans?'))
    const second = await chat(app, asking('c1', 'How do I store coffee beans?'))
    expect(second.text).not.toBe(first.text)
    const { turns } = await datasetOf(app, 'c1')
    expect(turns.map(({ answer }) => answer)).toEqual([second.text, first.text])
    expect(new Set(turns.map(({ turnId }) => turnId)).size).toBe(2)
  })

  test('clients at the same time do not mix', async () => {
    const app = await startApp({ tokenDelayMs: 1 })
    const names = Array.from({ length: 8 }, (_, index) => `c${index}`)
    const questions = ['How long does delivery take?', 'Which coffee is the mildest?']
    const answers = await Promise.all(names.map((name, index) => chat(app, asking(name, questions[index % 2] ?? ''))))
    for (const [index, name] of names.entries()) {
      const { turns } = await datasetOf(app, name)
      expect(turns.map(({ question, answer, turnId }) => ({ question, answer, turnId }))).toEqual([
        { question: questions[index % 2], answer: answers[index]?.text, turnId: answers[index]?.id },
      ])
    }
  })
})

describe('what goes wrong is told', () => {
  test.for([
    ['before the answer', '/error', []],
    ['in the middle of it', '/error-mid How long does delivery take?', ['text']],
    ['by a torn connection', '/cut How long does delivery take?', ['text']],
  ] as const)('%s', async ([, question, before]) => {
    const app = await startApp()
    const { lines, done } = await chat(app, asking('c1', question))
    expect(done).toMatchObject({ type: 'error', message: expect.stringMatching(/\w/) })
    expect([...new Set(lines.slice(0, -1).map(({ type }) => type))]).toEqual(before)
    expect((await datasetOf(app, 'c1')).turns[0]?.status).not.toBe('ok')
  })

  test('a model that is not there', async () => {
    const app = await startApp()
    const { done } = await chat(app, { ...asking('c1', 'Hello'), model: 'no-such-model' })
    expect(done).toEqual({ type: 'error', message: "model 'no-such-model' not found" })
  })

  const messages = [{ role: 'user', content: 'Hello' }]
  const good = { conversationId: 'c1', model: MODEL, messages }
  test.for([
    ['no JSON', '{"conversationId":', 'no JSON'],
    ['no object', [], 'no JSON object'],
    ['no conversation', { ...good, conversationId: undefined }, 'conversationId is missing'],
    ['a very long conversation id', { ...good, conversationId: 'c'.repeat(201) }, 'conversationId'],
    ['no model', { ...good, model: undefined }, 'model is missing'],
    ['a model that is no text', { ...good, model: 7 }, 'model is no text'],
    ['no messages', { ...good, messages: undefined }, 'messages is missing'],
    ['an empty list of messages', { ...good, messages: [] }, 'messages'],
    ['a system message in the history', { ...good, messages: [{ role: 'system', content: 'x' }] }, 'messages[0].role'],
    ['content that is no text', { ...good, messages: [{ role: 'user', content: [] }] }, 'messages[0].content'],
    [
      'tool calls without a name',
      { ...good, messages: [{ role: 'assistant', content: '', tool_calls: [{}] }] },
      'tool_calls',
    ],
    ['a temperature out of range', { ...good, temperature: 9 }, 'temperature'],
    ['a seed that is no number', { ...good, seed: 'x' }, 'seed'],
    ['a way to think that there is not', { ...good, think: 'hard' }, 'think'],
  ] as const)('400 for %s', async ([, body, message]) => {
    const app = await startApp()
    const response = await post(app, '/api/chat', body)
    expect(response.status).toBe(400)
    expect(await errorOf(response)).toEqual({ code: expect.any(String), message: expect.stringContaining(message) })
    expect((await datasetOf(app, 'c1')).captured.calls).toBe(0)
  })

  test('413 for a body that is too large, 415 or 400 for a form', async () => {
    const app = await startApp()
    const large = await post(app, '/api/chat', asking('c1', 'x'.repeat(5_000_000)))
    expect([large.status, (await errorOf(large)).code]).toEqual([413, 'too_large'])
    const form = await post(app, '/api/chat', 'a=b', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(form.status).toBe(400)
  })
})
