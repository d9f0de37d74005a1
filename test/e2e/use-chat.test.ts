import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import type { Generation } from '../../src/core/generation.ts'
import { textOf, type Message } from '../../src/core/message.ts'
import { openBrowser } from '../support/browser.ts'
import type { Recording } from '../support/recording.ts'
import { startUseChatApp } from './use-chat/app.ts'
import { bundlePage } from './use-chat/bundle.ts'
import { ASK } from './use-chat/model.ts'
import { openChat, withoutFinetapId, type OpenedChat } from './use-chat/opened-chat.ts'

const WAITING = { timeout: 10_000 }

let browser: Browser
let script: string

beforeAll(async () => {
  ;[browser, script] = await Promise.all([openBrowser(), bundlePage()])
})
afterAll(() => browser.close())

type Captured = { readonly chat: OpenedChat; readonly recording: Recording }

/**
 * Uses three pages in the same way, and expects that they go through the same states: one without finetap, one whose
 * route is captured, and one whose model is wrapped as well.
 */
async function expectSameChats(
  use: (chat: OpenedChat) => Promise<void>,
): Promise<{ readonly byRoute: Captured; readonly byModel: Captured }> {
  const { url, recordings, close } = await startUseChatApp(script)
  const open = (door: string): Promise<OpenedChat> => openChat(browser, `${url}/${door}`)
  const [raw, route, model] = await Promise.all([open('raw'), open('route'), open('model')])
  onTestFinished(async () => {
    await Promise.all([raw, route, model].map(({ page }) => page.close()))
    await close()
  })
  await Promise.all([raw, route, model].map(use))
  const states = await raw.states()
  expect(states.map(({ status }) => status)).toContain('streaming')
  expect(await raw.answers()).not.toEqual([])
  expect(JSON.stringify(states)).not.toContain('finetapId')
  for (const chat of [route, model]) expect(withoutFinetapId(await chat.states())).toEqual(states)
  for (const { problems } of [raw, route, model]) expect(problems).toEqual([])
  return {
    byRoute: { chat: route, recording: recordings.route },
    byModel: { chat: model, recording: recordings.model },
  }
}

/** Waits until so many are written, and expects that nothing was lost. */
async function expectGenerations({ recording }: Captured, count: number): Promise<readonly Generation[]> {
  const { recorder, errors, generations } = recording
  await vi.waitFor(
    () => expect(recorder.stats()).toMatchObject({ captured: count, active: 0, dropped: {}, unsampled: 0, failed: 0 }),
    WAITING,
  )
  expect(errors).toEqual([])
  return generations()
}

function withoutIds(messages: readonly Message[] = []): readonly Message[] {
  return messages.map(({ role, parts }) => ({ role, parts }))
}

function said({ response }: Generation): string {
  return response.messages.map(textOf).join('')
}

test('a thought, a tool of the server and an answer: what the page shows is what the log holds', async () => {
  const { byRoute, byModel } = await expectSameChats(async (chat) => {
    await chat.say(ASK.forOrder)
    await chat.shows('It is on its way.')
    await chat.rests()
    await chat.say(ASK.forAnything)
    await chat.shows('Answer 3')
    await chat.rests()
  })
  const [first, second] = await expectGenerations(byRoute, 2)
  expect(first).toMatchObject({ conversationId: 'chat-1', source: { adapter: 'express' }, status: 'ok' })
  const question = { role: 'user', id: 'page-1', parts: [{ type: 'text', text: ASK.forOrder }] }
  expect(first?.request.messages).toEqual([question])
  expect(first?.response.messages.map(({ role }) => role)).toEqual(['assistant', 'tool', 'assistant'])
  expect(first?.response.messages[0]?.parts.map(({ type }) => type)).toEqual(['reasoning', 'tool_call'])
  // What the browser sends back reads as what was answered.
  expect(withoutIds(second?.request.messages)).toEqual([
    ...withoutIds(first?.request.messages),
    ...withoutIds(first?.response.messages),
    { role: 'user', parts: [{ type: 'text', text: ASK.forAnything }] },
  ])
  const [call, answer, third] = await expectGenerations(byModel, 3)
  expect(call).toMatchObject({ conversationId: 'chat-1', source: { adapter: 'ai-sdk' }, turnId: call?.id, step: 0 })
  expect(answer).toMatchObject({ conversationId: 'chat-1', turnId: call?.id, step: 1 })
  expect(third).toMatchObject({ conversationId: 'chat-1', turnId: third?.id, step: 0 })
  for (const [{ chat }, ids] of [
    [byRoute, [first?.id, second?.id]],
    [byModel, [call?.id, third?.id]],
  ] as const) {
    const [one, other] = ids
    expect(await chat.answers()).toEqual([
      { id: 'server-1', finetapId: one },
      { id: 'server-2', finetapId: other },
    ])
  }
  for (const generation of [first, call, answer]) {
    expect(generation?.response.messageId).toBe('server-1')
  }
})

test('a tool that the browser runs goes on with the turn that called it', async () => {
  const { byRoute, byModel } = await expectSameChats(async (chat) => {
    await chat.say(ASK.forPlace)
    await chat.shows('Allow')
    await chat.rests()
    await chat.press('Allow')
    await chat.shows('It is on its way.')
    await chat.rests()
  })
  for (const captured of [byRoute, byModel]) {
    const [call, answer] = await expectGenerations(captured, 2)
    expect(call).toMatchObject({ turnId: call?.id, step: 0, response: { finishReason: 'tool_call' } })
    expect(answer).toMatchObject({ turnId: call?.id, step: 1, status: 'ok' })
    expect(answer?.request.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool'])
    expect(answer?.request.messages[2]?.parts).toMatchObject([{ name: 'get_place', result: 'at the harbour' }])
    expect(await captured.chat.answers()).toEqual([{ id: 'server-1', finetapId: answer?.id }])
    for (const made of [call, answer]) expect(made?.response.messageId).toBe('server-1')
  }
})

test('Stop makes the answer aborted, with what the page shows of it', async () => {
  const { byRoute, byModel } = await expectSameChats(async (chat) => {
    await chat.say(ASK.forEver)
    await chat.shows('All about')
    await chat.press('Stop')
    await chat.rests()
  })
  for (const captured of [byRoute, byModel]) {
    const [stopped] = await expectGenerations(captured, 1)
    expect(stopped?.status).toBe('aborted')
    expect(stopped?.response.messageId).toBe('server-1')
    expect(stopped?.response.messages).toMatchObject([
      { role: 'assistant', parts: [{ type: 'text', text: 'All about' }] },
    ])
    expect(await captured.chat.answers()).toEqual([{ id: 'server-1', finetapId: stopped?.id }])
  }
})

test('an error in the middle of an answer, and a stream that breaks, are told from whole answers', async () => {
  const { byRoute, byModel } = await expectSameChats(async (chat) => {
    await chat.say(ASK.forTrouble)
    await chat.rests('error')
    await chat.say(ASK.forSilence)
    await chat.shows('A third of')
    await chat.rests()
  })
  const ofRoute = await expectGenerations(byRoute, 2)
  const ofModel = await expectGenerations(byModel, 2)
  for (const generations of [ofRoute, ofModel]) expect(generations.map(said)).toEqual(['Half of ', 'A third of '])
  // Of a model that goes away the page is not told, and the route tells no more than the page knows.
  expect(ofRoute.map(({ status }) => status)).toEqual(['error', 'interrupted'])
  expect(ofModel.map(({ status }) => status)).toEqual(['error', 'error'])
  expect(ofModel.map(({ error }) => error?.message)).toEqual(['the model fell over', 'the model went away'])
})

test('Again asks the same once more, and a thumb lands on the answer that it stands at', async () => {
  const { byRoute, byModel } = await expectSameChats(async (chat) => {
    await chat.say(ASK.forAnything)
    await chat.shows('Answer 1')
    await chat.rests()
    await chat.press('Again')
    await chat.shows('Answer 2')
    await chat.rests()
  })
  for (const captured of [byRoute, byModel]) {
    const [first, second] = await expectGenerations(captured, 2)
    expect([first, second].map((generation) => generation && said(generation))).toEqual(['Answer 1', 'Answer 2'])
    expect(second?.request).toEqual(first?.request)
    expect(second?.turnId).not.toBe(first?.turnId)
    expect(await captured.chat.answers()).toEqual([{ id: 'server-2', finetapId: second?.id }])
    await captured.chat.press('Good answer')
    await captured.chat.shows('judged: 201')
    const [feedback] = (await captured.recording.events()).filter(({ type }) => type === 'feedback')
    expect(feedback).toMatchObject({ target: { generationId: second?.id }, kind: 'thumb', value: 'up' })
  }
})
