import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDemoModel, type DemoModel } from '../../src/demo/index.ts'
import { answerOf, chat, linesOf, post, textOf, type Line } from './raw-client.ts'

let demo: DemoModel

beforeAll(async () => {
  demo = await startDemoModel()
})
afterAll(() => demo.close())

test('/pii answers with e-mail addresses and a URL of reserved names', async () => {
  const answer = await answerOf(demo, '/pii')
  expect(answer.match(/\S+@\S+\.example\b/g)?.length).toBeGreaterThanOrEqual(2)
  expect(answer).toMatch(/https:\/\/shop\.example\/\S+/)
  expect(answer).not.toMatch(/example\.(?:com|org|net)/)
})

test('/short answers with one word', async () => {
  expect(await answerOf(demo, '/short')).toMatch(/^\p{L}+\.$/u)
})

test('/long answers with a long Markdown text', async () => {
  const answer = await answerOf(demo, '/long')
  expect(answer.length).toBeGreaterThan(3000)
  expect(answer.match(/^## /gm)?.length).toBeGreaterThan(10)
})

test('/error is HTTP 500 with a JSON error, streamed or not', async () => {
  for (const stream of [true, false]) {
    const response = await chat(demo, '/error', { stream })
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({ error: expect.stringContaining('/error') })
  }
})

describe('/error-mid', () => {
  test('is an error line after half of the answer, with status 200 and no last line', async () => {
    const response = await chat(demo, '/error-mid Do you ship abroad?')
    expect(response.status).toBe(200)
    const lines = await Array.fromAsync(linesOf(response))
    const last = lines.pop()
    expect(last).toEqual({ error: expect.stringContaining('/error-mid') })
    expect(lines.length).toBeGreaterThan(3)
    expect(lines.some(({ done }) => done)).toBe(false)
    expect(textOf(lines)).not.toBe('')
  })

  test('in one piece is HTTP 500', async () => {
    expect((await chat(demo, '/error-mid', { stream: false })).status).toBe(500)
  })

  test('works for generate', async () => {
    const lines = await Array.fromAsync(
      linesOf(await post(demo, '/api/generate', { model: demo.model, prompt: '/error-mid' })),
    )
    expect(lines.at(-1)).toHaveProperty('error')
  })
})

describe('/cut tears the connection', () => {
  test('in the middle of a stream', async () => {
    const seen: Line[] = []
    const reading = (async () => {
      for await (const line of linesOf(await chat(demo, '/cut'))) seen.push(line)
    })()
    await expect(reading).rejects.toThrow('terminated')
    expect(seen.length).toBeGreaterThan(3)
    expect(seen.some(({ done }) => done)).toBe(false)
  })

  test('in the middle of one piece', async () => {
    const response = await chat(demo, '/cut', { stream: false })
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow('terminated')
  })
})

test('/slow waits before its first token', async () => {
  const started = performance.now()
  const client = new AbortController()
  const lines = linesOf(await chat(demo, '/slow', {}, { signal: client.signal }))[Symbol.asyncIterator]()
  await lines.next()
  expect(performance.now() - started).toBeGreaterThan(700)
  client.abort()
  await demo.idle()
})

test('a command may stand anywhere and leaves the rest of the text as the question', async () => {
  const seed = { options: { seed: 1 } }
  const lines = await Array.fromAsync(linesOf(await chat(demo, 'Do you ship abroad? /error-mid', seed)))
  const whole = await answerOf(demo, 'Do you ship abroad?', seed)
  expect(whole.startsWith(textOf(lines.slice(0, -1)))).toBe(true)
})

test('a path or a fraction is no command', async () => {
  expect(await answerOf(demo, 'My file is in /home/error')).not.toBe('')
  expect((await chat(demo, 'What does and/error mean?')).status).toBe(200)
})

test('/help names the commands', async () => {
  expect(await answerOf(demo, '/help')).toContain('/error-mid')
})
