import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { createSharedThread, type Session } from '../../../src/storage/thread/shared-thread.ts'
import type { EchoTalk } from './talk.ts'

type Job = EchoTalk['job']

function newThread() {
  const thread = createSharedThread<EchoTalk>(new URL('./echo.ts', import.meta.url))
  onTestFinished(() => thread.kill())
  return thread
}

function opened(thread = newThread(), name = 'test') {
  const news: string[] = []
  const deaths: string[] = []
  const session = thread.openSession({
    opening: { kind: 'open', text: name },
    onNews: (one) => news.push(one),
    onDeath: (reason) => deaths.push(reason),
  })
  return { thread, session, news, deaths }
}

function asked(session: Session<EchoTalk>, job: Job): Promise<EchoTalk['answer']> {
  return new Promise((resolve, reject) => session.call({ job, resolve, reject }))
}

/** The threads that are started from now on. */
function threadsFromNow(): readonly Worker[] {
  const workers: Worker[] = []
  const note = (worker: Worker): number => workers.push(worker)
  process.on('worker', note)
  onTestFinished(() => void process.off('worker', note))
  return workers
}

test('sessions share a thread; each has its own answers and its own news', async () => {
  const workers = threadsFromNow()
  const thread = newThread()
  const [first, second] = [opened(thread, 'a'), opened(thread, 'b')]
  const answers = await Promise.all([
    asked(first.session, { kind: 'later', text: 'x', ms: 5 }),
    asked(second.session, { kind: 'echo', text: 'y' }),
    asked(first.session, { kind: 'echo', text: 'z' }),
  ])
  await new Promise((resolve) => setTimeout(resolve))
  expect(answers.map(({ text }) => text)).toEqual(['x', 'y', 'z'])
  expect([first.news, second.news]).toEqual([['opened by a'], ['opened by b']])
  expect(workers).toHaveLength(1)
})

test('what is asked in one turn of the event loop goes together, in its order', async () => {
  const { session } = opened()
  await asked(session, { kind: 'echo', text: '' })
  const texts = Array.from({ length: 250 }, (_, index) => `${index}`)
  const answers = await Promise.all(texts.map((text) => asked(session, { kind: 'echo', text })))
  expect(answers.map(({ text }) => text)).toEqual(texts)
  expect(answers.map(({ place }) => place)).toEqual(texts.map((_, index) => (index % 100) + 1))
})

test('a blocked caller gets what was asked before it too', async () => {
  const { session } = opened()
  const texts: string[] = []
  session.call({ job: { kind: 'echo', text: 'before' }, resolve: ({ text }) => texts.push(text), reject() {} })
  expect(session.callSync({ kind: 'later', text: 'now', ms: 20 })).toMatchObject({ answer: { text: 'now' } })
  expect(texts).toEqual(['before'])
  session.call({ job: { kind: 'later', text: 'last', ms: 20 }, resolve: ({ text }) => texts.push(text), reject() {} })
  expect(session.settleSync()).toBe('done')
  expect(texts).toEqual(['before', 'last'])
  expect(session.isBusy()).toBe(false)
})

test('a blocked caller is told when the thread ends meanwhile', async () => {
  const { thread, session } = opened()
  await asked(session, { kind: 'echo', text: '' })
  expect(session.callSync({ kind: 'exit' })).toEqual({ kind: 'ended' })
  // Before anybody else has heard of it.
  expect(opened(thread).session.callSync({ kind: 'echo', text: 'new' })).toMatchObject({ answer: { text: 'new' } })
})

test('a death is told to all sessions, with what had no answer; the next session starts a new thread', async () => {
  const thread = newThread()
  const [first, second] = [opened(thread), opened(thread)]
  await asked(second.session, { kind: 'echo', text: '' })
  void asked(first.session, { kind: 'later', text: 'x', ms: 60_000 })
  void asked(second.session, { kind: 'throw', text: 'no more' })
  void asked(first.session, { kind: 'echo', text: 'y' })
  await expect.poll(() => second.deaths).toEqual(['no more'])
  expect(first.deaths).toEqual(['no more'])
  expect(first.session.end().map(({ job }) => job)).toMatchObject([{ text: 'x' }, { text: 'y' }])
  expect(await asked(opened(thread).session, { kind: 'echo', text: 'again' })).toMatchObject({ text: 'again' })
})

test('what a thread cannot be sent is refused alone; what a proxy shows is sent', async () => {
  const { session } = opened()
  const odd = (text: unknown): Job => Object.assign({ kind: 'echo', text: '' } as const, { text })
  const cycle: unknown[] = [() => {}]
  cycle.push(cycle)
  const jobs = [odd('a'), new Proxy<Job>({ kind: 'echo', text: 'b' }, {}), odd(cycle), odd('c')]
  const ends = await Promise.allSettled(jobs.map((job) => asked(session, job)))
  expect(ends.map((end) => (end.status === 'fulfilled' ? end.value.text : end.status))).toEqual([
    'a',
    'b',
    'rejected',
    'c',
  ])
  expect(() => session.callSync(odd(cycle))).toThrow(/circular/)
  expect(session.isBusy()).toBe(false)
})

test('a thread ends some time behind its last session', async () => {
  const workers = threadsFromNow()
  const { session, thread } = opened()
  await asked(session, { kind: 'echo', text: '' })
  session.end()
  const [worker] = workers
  if (worker === undefined) throw new Error('there is no thread')
  await once(worker, 'exit')
  expect(await asked(opened(thread).session, { kind: 'echo', text: 'again' })).toMatchObject({ text: 'again' })
})

test('a blocked caller is told of a thread that was ended from outside, which cannot say so', async () => {
  const { thread, session } = opened()
  await asked(session, { kind: 'echo', text: '' })
  const killing = thread.kill()
  expect(session.callSync({ kind: 'later', text: 'x', ms: 60_000 })).toEqual({ kind: 'ended' })
  // Before anybody else has heard of it.
  expect(opened(thread).session.callSync({ kind: 'echo', text: 'new' })).toMatchObject({ answer: { text: 'new' } })
  await killing
})

test('a thread whose module is not there is refused at once', () => {
  const thread = createSharedThread<EchoTalk>(new URL('./not-there.ts', import.meta.url))
  expect(() => opened(thread)).toThrow('not-there.ts')
})
