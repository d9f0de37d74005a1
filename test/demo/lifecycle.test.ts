import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDemoModel, type DemoModel } from '../../src/demo/index.ts'
import { answerOf, chat, linesOf, post, textOf } from './raw-client.ts'

let demo: DemoModel

beforeAll(async () => {
  demo = await startDemoModel()
})
afterAll(() => demo.close())

const QUESTIONS = [
  'How long does delivery take?',
  'Wie lange dauert der Versand?',
  'Which tea has no caffeine?',
  '/pii',
  'hi',
  'Who are you?',
]

describe('the same again', () => {
  test('asking again gives another wording each time, six before the first comes back', async () => {
    const fresh = await startDemoModel()
    const answers: string[] = []
    for (let round = 0; round < 7; round += 1) answers.push(await answerOf(fresh, 'How long does delivery take?'))
    await fresh.close()
    expect(new Set(answers).size).toBe(6)
    expect(answers[6]).toBe(answers[0])
  })

  test('a fresh server gives the same answers to the same requests', async () => {
    const run = async () => {
      const server = await startDemoModel()
      const answers: string[] = []
      for (const question of [...QUESTIONS, ...QUESTIONS]) answers.push(await answerOf(server, question))
      await server.close()
      return answers
    }
    expect(await run()).toEqual(await run())
  })

  test('a seed decides alone, temperature 0 gives one answer', async () => {
    const twice = async (options: object) => [
      await answerOf(demo, 'Do you ship abroad?', { options }),
      await answerOf(demo, 'Do you ship abroad?', { options }),
    ]
    const [one, again] = await twice({ seed: 1 })
    const [other] = await twice({ seed: 2 })
    expect(one).toBe(again)
    expect(one).not.toBe(other)
    expect(new Set(await twice({ temperature: 0 })).size).toBe(1)
    expect(new Set(await twice({ seed: -5 })).size).toBe(1)
  })
})

test('50 questions at once get 50 right answers', async () => {
  const answers = await Promise.all(
    Array.from({ length: 50 }, async (_, index) => {
      const stream = index % 2 === 0
      const seed = { options: { seed: index } }
      const question = QUESTIONS[index % 3] ?? ''
      return stream
        ? textOf(await Array.fromAsync(linesOf(await chat(demo, question, seed))))
        : answerOf(demo, question, seed)
    }),
  )
  const expected = [/working days/, /Werktag/, /rooibos/i]
  for (const [index, answer] of answers.entries()) expect(answer).toMatch(expected[index % 3] ?? /never/)
  await demo.idle()
})

test('non-ASCII text comes through whole, streamed or not, whatever it is asked with', async () => {
  const question = 'Wie heiß muss das Wasser für grünen Tee sein? 🍵 绿茶'
  const seed = { options: { seed: 0 } }
  const streamed = textOf(await Array.fromAsync(linesOf(await chat(demo, question, seed))))
  expect(streamed).toMatch(/70 (?:bis|und) 80 °C/)
  expect(await answerOf(demo, question, seed)).toBe(streamed)
})

test('a huge question is answered by its end', async () => {
  const question = `${'a'.repeat(3_000_000)} ${'@ '.repeat(100_000)}\nHow long does delivery take?`
  expect(await answerOf(demo, question)).toMatch(/working days/)
})

describe('a client that goes away', () => {
  // /long goes on for minutes at these paces, so that idle() tells whether the work was stopped.
  test('stops the work', async () => {
    const patient = await startDemoModel({ tokenDelayMs: 200 })
    const client = new AbortController()
    const lines = linesOf(await chat(patient, '/long', {}, { signal: client.signal }))[Symbol.asyncIterator]()
    await lines.next()
    client.abort()
    expect(await patient.idle()).toBeUndefined()
    await patient.close()
  })

  test('stops the work on an answer in one piece, too', async () => {
    const patient = await startDemoModel({ tokenDelayMs: 60_000 })
    const client = new AbortController()
    const failure = failureOf(chat(patient, '/long', { stream: false }, { signal: client.signal }))
    await isWorking(patient)
    client.abort()
    expect(await failure).toMatchObject({ name: 'AbortError' })
    expect(await patient.idle()).toBeUndefined()
    await patient.close()
  })

  test('may never have read a byte', async () => {
    const client = new AbortController()
    const responses = await Promise.all(
      Array.from({ length: 5 }, () => chat(demo, '/long', {}, { signal: client.signal })),
    )
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    client.abort()
    await demo.idle()
  })
})

describe('close', () => {
  test('ends open streams at once and frees the port', async () => {
    const patient = await startDemoModel({ tokenDelayMs: 60_000 })
    const slow = await startDemoModel({ tokenDelayMs: 100 })
    const waiting = failureOf(chat(patient, '/long', { stream: false }))
    await isWorking(patient)
    const reading = failureOf(Array.fromAsync(linesOf(await chat(slow, '/long'))))
    await Promise.all([patient.close(), slow.close()])
    expect(await waiting).toMatchObject({ message: 'fetch failed' })
    expect(await reading).toMatchObject({ message: 'terminated' })
    expect(await failureOf(fetch(slow.url))).toMatchObject({ message: 'fetch failed' })
    const next = await startDemoModel({ port: slow.port })
    expect(next.port).toBe(slow.port)
    await next.close()
  })

  test('may be called twice', async () => {
    const short = await startDemoModel()
    await Promise.all([short.close(), short.close()])
    expect(await short.close()).toBeUndefined()
  })
})

describe('options', () => {
  test('it listens on 127.0.0.1 only, on a free port', async () => {
    expect(demo.url).toBe(`http://127.0.0.1:${demo.port}`)
    expect(demo.port).toBeGreaterThan(0)
  })

  test('a port that is taken is told', async () => {
    await expect(startDemoModel({ port: demo.port })).rejects.toMatchObject({
      code: 'demo_failed',
      message: expect.stringContaining(String(demo.port)),
    })
  })

  test.for([{ tokenDelayMs: -1 }, { tokenDelayMs: Number.NaN }, { maxBodyBytes: Infinity }])(
    '%o is refused',
    async (options) => {
      await expect(startDemoModel(options)).rejects.toMatchObject({ code: 'bad_option' })
    },
  )
})

test('a path that is no path does no harm', async () => {
  expect((await post(demo, '//evil?x=%', {})).status).toBe(404)
})

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  return undefined
}

/** Resolves when a question has reached the server: from then on its model is loaded. */
async function isWorking({ url }: DemoModel): Promise<void> {
  for (;;) {
    const { models } = (await (await fetch(`${url}/api/ps`)).json()) as { models: unknown[] }
    if (models.length > 0) return
  }
}
