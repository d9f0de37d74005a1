import { describe, expect, test, vi } from 'vitest'
import { textMessage } from '../../src/core/message.ts'
import type { Call, CallStart, TurnKeys } from '../../src/middleware/call.ts'
import { withContext, withRoute, type CaptureContext } from '../../src/middleware/context.ts'
import type { Recorder } from '../../src/middleware/recorder.ts'
import { RouteScope } from '../../src/middleware/route-scope.ts'
import { onlyGeneration, startRecording } from '../support/recording.ts'

function begin(recorder: Recorder, start: Partial<CallStart> = {}): Call | undefined {
  return recorder.begin({
    source: { adapter: 'test' },
    operation: 'chat',
    stream: false,
    model: { requested: 'parrot' },
    request: () => ({ messages: [textMessage('user', 'Hello')] }),
    ...start,
  })
}

function ask(recorder: Recorder, start: Partial<CallStart> = {}): void {
  const response = { messages: [textMessage('assistant', 'Hi')] }
  begin(recorder, { link: () => ({ turnKey: {} }), ...start })?.end(() => ({ status: 'ok', response }))
}

const nothing = (): CaptureContext => ({})

test('the first generation of a route has the id that the page gets, and all that the route asks is one turn', async () => {
  const recording = startRecording()
  const route = new RouteScope()
  withRoute(route, nothing, () => {
    ask(recording.recorder)
    ask(recording.recorder)
  })
  ask(recording.recorder)
  const [first, second, outside] = await recording.generations()
  expect(first).toMatchObject({ id: route.id, turnId: route.id, step: 0 })
  expect(second).toMatchObject({ turnId: route.id, step: 1, link: { how: 'http' } })
  expect(second?.id).not.toBe(route.id)
  expect(outside?.turnId).not.toBe(route.id)
})

test('two routes side by side have a turn each', async () => {
  const recording = startRecording()
  const routes = [new RouteScope(), new RouteScope()]
  await Promise.all(
    routes.map((route) =>
      withRoute(route, nothing, async () => {
        ask(recording.recorder)
        await Promise.resolve()
        ask(recording.recorder)
      }),
    ),
  )
  const turns = (await recording.generations()).map(({ turnId }) => turnId)
  expect(turns.toSorted()).toEqual(routes.flatMap(({ id }) => [id, id]).toSorted())
})

test('a turn that the app names itself stays that', async () => {
  const recording = startRecording()
  withRoute(new RouteScope(), nothing, () => withContext({ turnId: 'mine' }, () => ask(recording.recorder)))
  expect(await onlyGeneration(recording)).toMatchObject({ turnId: 'mine', link: { how: 'explicit' } })
})

test('what the body says is known to calls as soon as the app has read it, in contexts within too', async () => {
  const recording = startRecording()
  let body: CaptureContext = {}
  withRoute(
    new RouteScope(),
    () => body,
    () =>
      withContext({ userId: 'u1' }, () => {
        ask(recording.recorder)
        body = { conversationId: 'c1', userId: 'of-the-body' }
        ask(recording.recorder)
      }),
  )
  const [before, after] = await recording.generations()
  expect(before).toMatchObject({ userId: 'u1' })
  expect(before).not.toHaveProperty('conversationId')
  expect(after).toMatchObject({ userId: 'u1', conversationId: 'c1' })
})

test('what is around a route is known in it', async () => {
  const recording = startRecording()
  withContext({ tenantId: 't1', tags: ['outer'] }, () =>
    withRoute(
      new RouteScope(),
      () => ({ tags: ['route'] }),
      () => ask(recording.recorder),
    ),
  )
  expect(await onlyGeneration(recording)).toMatchObject({ tenantId: 't1', tags: ['outer', 'route'] })
})

test('a route that had begun to record gives way to a model that is called in it, which gets its id', async () => {
  const recording = startRecording()
  const route = new RouteScope()
  withRoute(route, nothing, () => {
    const own = begin(recording.recorder, { isOfRoute: true, source: { adapter: 'route' } })
    route.follow(own)
    ask(recording.recorder)
    own?.end(() => ({ status: 'ok' }))
  })
  expect(await onlyGeneration(recording)).toMatchObject({ id: route.id, source: { adapter: 'test' }, step: 0 })
  expect(recording.recorder.stats()).toMatchObject({ captured: 1, active: 0, dropped: {}, unsampled: 0 })
})

test('a route that gives way in the middle of a turn leaves no gap in its steps', async () => {
  const recording = startRecording()
  const turnKey = {}
  const link = (): TurnKeys => ({ turnKey })
  withContext({ conversationId: 'c1' }, () => {
    ask(recording.recorder, { link })
    const route = new RouteScope()
    withRoute(route, nothing, () => {
      route.follow(begin(recording.recorder, { isOfRoute: true, link }))
      ask(recording.recorder, { link })
    })
    const late = begin(recording.recorder, { isOfRoute: true, link })
    ask(recording.recorder, { link })
    // Others stand behind it by now.
    late?.withdraw()
    ask(recording.recorder, { link })
  })
  expect((await recording.generations()).map(({ step }) => step)).toEqual([0, 1, 3, 4])
})

test('a model that is left out is left out for the route too', () => {
  const recording = startRecording({ sample: 0 })
  const route = new RouteScope()
  withRoute(route, nothing, () => ask(recording.recorder))
  expect(route).toMatchObject({ isCalled: true, isTaken: false })
  expect(recording.recorder.stats()).toMatchObject({ unsampled: 1 })
})

test('a call that asks nothing does not stand for the answer of the route', () => {
  const recording = startRecording()
  const route = new RouteScope()
  withRoute(route, nothing, () => ask(recording.recorder, { asksNothing: true }))
  expect(route.isCalled).toBe(false)
})

test('the answer knows the id of the UI message that it is shown as', async () => {
  const recording = startRecording()
  const route = new RouteScope()
  withRoute(route, nothing, () => {
    route.messageId = 'message-1'
    ask(recording.recorder)
  })
  const { response } = await onlyGeneration(recording)
  expect(response).toEqual({ messages: [textMessage('assistant', 'Hi')], messageId: 'message-1' })
})

describe('whoever was to get the answer leaves', () => {
  const said = (text: string) => ({ response: { messages: text === '' ? [] : [textMessage('assistant', text)] } })

  test('and the app reads no further: aborted, with what had been read', async () => {
    const recording = startRecording()
    const route = new RouteScope()
    const call = withRoute(route, nothing, () => begin(recording.recorder, { stream: true }))
    call?.whenUnfinished((status) => ({ ...said('Half'), status }))
    call?.waiting(false)
    route.readerLeft('express')
    const { status, delivered } = await vi.waitFor(() => onlyGeneration(recording))
    expect({ status, delivered }).toEqual({
      status: 'aborted',
      delivered: { chars: 4, complete: false, seenBy: 'express' },
    })
  })

  test('and the app keeps the whole answer: it is ok, and known not to have been read', async () => {
    vi.useFakeTimers()
    const recording = startRecording()
    const route = new RouteScope()
    const call = withRoute(route, nothing, () => begin(recording.recorder))
    route.readerLeft('express')
    // The model takes its time, and the app waits.
    vi.advanceTimersByTime(5_000)
    vi.useRealTimers()
    call?.end(() => ({ ...said('All of it'), status: 'ok' }))
    const { status, delivered } = await onlyGeneration(recording)
    expect({ status, delivered }).toEqual({ status: 'ok', delivered: { chars: 0, complete: false, seenBy: 'express' } })
  })
})
