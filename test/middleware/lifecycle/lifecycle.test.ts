import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { repository } from '../../support/repository.ts'
import { startApp } from './run-app.ts'

const BOTH = ['just ended: ok whole answer', 'read half: abandoned half an answer']

describe('what was captured is in the log when the app', () => {
  test('just ends', async () => {
    const app = await (await startApp('natural')).ended()
    expect(app).toMatchObject({ code: 0, answers: BOTH, damages: [], stderr: '' })
  })

  test('calls process.exit', async () => {
    const app = await (await startApp('exit')).ended()
    expect(app).toMatchObject({ code: 3, answers: BOTH, damages: [], stderr: '' })
  })

  test.each(['throw', 'rejection'])('crashes: %s', async (ending) => {
    const app = await (await startApp(ending)).ended()
    expect(app).toMatchObject({ code: 1, answers: BOTH, damages: [] })
    expect(app.stderr).toContain('the app broke')
  })

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('is ended by %s, and it still is', async (signal) => {
    const app = await startApp('signal')
    await app.said('ready')
    app.kill(signal)
    expect(await app.ended()).toMatchObject({ code: null, signal, answers: BOTH, damages: [] })
  })

  test('is killed: what was acknowledged before', async () => {
    const app = await startApp('SIGKILL')
    await app.said('ready')
    app.kill('SIGKILL')
    const ended = await app.ended()
    expect(ended.signal).toBe('SIGKILL')
    expect(ended.answers).toContain('acknowledged: ok whole answer')
  })
})

describe('a signal that the app handles is left to it', () => {
  test('when it exits in its handler', async () => {
    const app = await startApp('handler-exits')
    await app.said('ready')
    app.kill('SIGTERM')
    expect(await app.ended()).toMatchObject({ code: 7, signal: null, stdout: 'handled\n', answers: BOTH })
  })

  test('when it ignores the signal: the process lives on', async () => {
    const app = await startApp('handler-ignores')
    await app.said('ready')
    app.kill('SIGTERM')
    await app.said('handled')
    app.send('end')
    expect(await app.ended()).toMatchObject({ code: 0, signal: null, answers: BOTH })
  })

  test('when it handles it once: the second one ends the process', async () => {
    const app = await startApp('handler-once')
    await app.said('ready')
    app.kill('SIGTERM')
    await app.said('handled')
    app.kill('SIGTERM')
    expect(await app.ended()).toMatchObject({ code: null, signal: 'SIGTERM', answers: BOTH })
  })

  test('when it removes all listeners, also ours: the signal ends the process', async () => {
    const app = await startApp('removes-all-listeners')
    await app.said('ready')
    app.kill('SIGTERM')
    expect(await app.ended()).toMatchObject({ code: null, signal: 'SIGTERM', answers: BOTH })
  })

  test('when a library raises it again where it is the only one that listens', async () => {
    const app = await startApp('cleanup-library')
    await app.said('ready')
    app.kill('SIGTERM')
    expect(await app.ended()).toMatchObject({ signal: 'SIGTERM', stdout: 'listeners 1\n', answers: BOTH })
  })
})

describe('a store that can only write later', () => {
  test('is written to when the app just ends', async () => {
    expect(await (await startApp('natural', 'late')).ended()).toMatchObject({ code: 0, answers: BOTH })
  })

  test('is waited for when a signal ends the app', async () => {
    const app = await startApp('signal', 'late')
    await app.said('ready')
    app.kill('SIGTERM')
    expect(await app.ended()).toMatchObject({ signal: 'SIGTERM', answers: BOTH })
  })

  test('that hangs does not keep the process, and what is lost is told', async () => {
    const app = await startApp('signal', 'hung')
    await app.said('ready')
    const asked = Date.now()
    app.kill('SIGTERM')
    const ended = await app.ended()
    expect(ended).toMatchObject({ signal: 'SIGTERM' })
    expect(ended.stderr).toMatch(/ended before 2 generations were written/)
    expect(Date.now() - asked).toBeLessThan(10_000)
  })

  test('cannot be waited for in process.exit: what is lost is told with the fix', async () => {
    const app = await (await startApp('exit', 'late')).ended()
    expect(app.code).toBe(3)
    expect(app.stderr).toMatch(/ended before 2 generations were written.*Fix: await recorder\.flush\(\)/)
  })
})

test('what an async redaction has not masked when the process ends is never written unmasked', async () => {
  const app = await (await startApp('exit', 'async-redaction')).ended()
  expect(app).toMatchObject({ code: 3, answers: [] })
  expect(app.events).toMatchObject([{ type: 'gap', dropped: { process_exit: 2 } }])
  expect(app.stderr).toMatch(/ended before 2 generations were written: the redaction/)
})

test('two copies of the package in one process do not wait for each other when a signal comes', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'finetap-copy-'))
  onTestFinished(() => rm(copy, { recursive: true, force: true }))
  await cp(join(repository, 'src'), join(copy, 'src'), { recursive: true })
  const url = pathToFileURL(join(copy, 'src/default-recorder.ts')).href
  const app = await startApp('second-copy', 'jsonl', { FINETAP_SECOND_COPY: url })
  await app.said('ready')
  app.kill('SIGTERM')
  const ended = await app.ended()
  expect(ended).toMatchObject({ signal: 'SIGTERM', answers: BOTH })
  expect(ended.events.filter(({ type }) => type === 'feedback')).toHaveLength(1)
})
