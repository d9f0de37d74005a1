import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { formatNames } from 'finetap/pipeline'
import { describe, expect, test } from 'vitest'
import type { DatasetView } from '../../../examples/ollama-chat/server/dataset/dataset-view.ts'
import { asking, chat, datasetOf, errorOf, post, startApp } from './chat-client.ts'
import { openFeed } from './event-source.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { readZip } from './zip-reader.ts'

const total = (counts: { readonly [name: string]: number }) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)

/** Every bar is the one before it less what it dropped, and its reasons add up. */
function expectToAddUp({ funnel, captured }: DatasetView): void {
  let left = captured.calls
  for (const { step, count, dropped, reasons, why } of funnel) {
    left -= dropped
    expect([step, count]).toEqual([step, left])
    expect(total(reasons)).toBe(dropped)
    expect(why.length).toBe(Object.keys(reasons).length)
  }
}

describe('GET /api/dataset', () => {
  test('is empty before the first call', async () => {
    const app = await startApp()
    const view = await datasetOf(app, 'c1')
    expect(view).toMatchObject({
      captured: { calls: 0, conversations: 0, feedback: 0 },
      turns: [],
      funnel: [],
      kept: { rows: 0, conversations: 0 },
    })
    expect(view.formats).toEqual(formatNames.map((name) => ({ name, rows: 0, preview: [] })))
    expect(view).not.toHaveProperty('problem')
  })

  test('shows the turns of the conversation and the dataset of all', async () => {
    const app = await startApp()
    const first = await chat(app, asking('c1', 'How long does delivery take?'))
    await chat(app, asking('c2', 'Which coffee is the mildest?'))
    await chat(app, asking('c2', '/error'))
    const view = await datasetOf(app, 'c1')
    expect(view.captured).toEqual({ calls: 3, conversations: 2, feedback: 0 })
    expect(view.turns).toEqual([
      {
        id: first.id,
        turnId: first.id,
        conversationId: 'c1',
        at: expect.stringMatching(/^\d{4}-.*Z$/),
        status: 'ok',
        model: 'finetap-demo:faq',
        question: 'How long does delivery take?',
        answer: first.text,
        ...first.done.usage,
        durationMs: expect.any(Number),
        firstTokenMs: expect.any(Number),
        masked: {},
        tools: 0,
      },
    ])
    expectToAddUp(view)
    expect(view.kept).toEqual({ rows: 2, conversations: 2 })
    expect(view.lengths.assistant.messages).toBe(2)
    expect(view.tokens.answers.map(({ upTo }) => upTo)).toEqual([8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192])
    expect(total(Object.fromEntries(view.tokens.answers.map(({ upTo, count }) => [upTo, count])))).toBe(2)
    for (const { name, rows, preview } of view.formats) {
      expect([name, rows]).toEqual([name, 2])
      expect(preview.join('\n')).toContain('mildest')
    }
  })

  test('counts what was masked once, however often the history is sent', async () => {
    const app = await startApp()
    const question = 'My e-mail is jo@mail.example, my page https://jo.example/me. How long does delivery take?'
    const { done } = await chat(app, asking('c1', question))
    const history = [{ role: 'user', content: question }, ...(done.messages ?? [])]
    await chat(app, asking('c1', 'And what does it cost?', history))
    const { turns, masked, formats } = await datasetOf(app, 'c1')
    expect(turns.map((turn) => turn.masked)).toEqual([{}, { email: 1, url: 1 }])
    expect(turns[1]?.question).toBe('My e-mail is [EMAIL], my page [URL]. How long does delivery take?')
    expect(masked).toEqual({ email: 1, url: 1 })
    expect(JSON.stringify(formats)).not.toContain('jo@mail')
  })

  test('goes on with the log of an earlier run', async () => {
    const out = await temporaryFolder()
    const app = await startApp({ out })
    const { id } = await chat(app, asking('c1', 'How long does delivery take?'))
    await post(app, '/api/feedback', { id, thumb: 'up' })
    await app.close()
    const view = await datasetOf(await startApp({ out }), 'c1')
    expect(view.captured).toEqual({ calls: 1, conversations: 1, feedback: 1 })
    expect(view.turns[0]).toMatchObject({ turnId: id, thumb: 'up' })
  })
})

describe('feedback', () => {
  test('stands beside the turn, the latest thumb counting', async () => {
    const app = await startApp()
    const { id } = await chat(app, asking('c1', 'How long does delivery take?'))
    const first = await post(app, '/api/feedback', { id, thumb: 'up' })
    expect([first.status, await first.json()]).toEqual([201, { id: expect.any(String) }])
    expect((await datasetOf(app, 'c1')).turns[0]?.thumb).toBe('up')
    await post(app, '/api/feedback', { id, thumb: 'down', comment: 'Too long' })
    const { turns, captured } = await datasetOf(app, 'c1')
    expect([turns[0]?.thumb, captured.feedback]).toEqual(['down', 2])
  })

  test('400 when it names no answer, 404 when there is none of that id', async () => {
    const app = await startApp()
    expect((await post(app, '/api/feedback', { thumb: 'up' })).status).toBe(400)
    const unknown = await post(app, '/api/feedback', { id: '01a21fc2-5675-7000-84b4-72d179d6fbbe', thumb: 'up' })
    expect([unknown.status, (await errorOf(unknown)).message]).toEqual([404, expect.any(String)])
  })
})

describe('DELETE /api/conversations/:id', () => {
  test('stops a turn that is being answered, and nothing of it comes back', async () => {
    const app = await startApp({ tokenDelayMs: 50 })
    const answer = await post(app, '/api/chat', asking('c1', '/long'))
    const reader = answer.body?.getReader()
    await reader?.read()
    const response = await fetch(`${app.url}/api/conversations/c1`, { method: 'DELETE' })
    expect(response.status).toBe(200)
    const rest: Uint8Array[] = []
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) rest.push(part.value)
    expect(String(Buffer.concat(rest))).not.toContain('"done"')
    const view = await datasetOf(app, 'c1')
    expect([view.captured.calls, view.turns]).toEqual([0, []])
  })

  test('erases its rows, and the files of the dataset no longer hold them', async () => {
    const out = await temporaryFolder()
    const app = await startApp({ out })
    await chat(app, asking('c/1', 'How long does delivery take?'))
    await chat(app, asking('c2', 'Which coffee is the mildest?'))
    expect((await datasetOf(app, 'c/1')).kept.rows).toBe(2)
    const response = await fetch(`${app.url}/api/conversations/${encodeURIComponent('c/1')}`, { method: 'DELETE' })
    expect([response.status, await response.json()]).toEqual([200, { hidden: 1, rewritten: 1, pending: 0 }])
    const view = await datasetOf(app, 'c/1')
    expect([view.turns, view.captured.calls, view.kept.rows]).toEqual([[], 1, 1])
    await fetch(`${app.url}/api/conversations/c2`, { method: 'DELETE' })
    expect((await readdir(out)).toSorted()).toEqual(['log'])
    expect(await (await fetch(`${app.url}/api/conversations/none`, { method: 'DELETE' })).json()).toMatchObject({
      hidden: 0,
    })
  })
})

describe('a folder that is in use', () => {
  test('keeps what others put there, and the page is told why there is no dataset', async () => {
    const out = await temporaryFolder()
    await mkdir(join(out, 'dataset', 'chatml'), { recursive: true })
    await writeFile(join(out, 'dataset', 'chatml', 'train.jsonl'), 'mine')
    const app = await startApp({ out })
    expect((await datasetOf(app, 'c1')).captured.calls).toBe(0)
    await chat(app, asking('c1', 'How long does delivery take?'))
    const view = await datasetOf(app, 'c1')
    expect(view.problem).toContain(join(out, 'dataset'))
    expect([view.turns.length, view.funnel]).toEqual([1, []])
    expect(await readFile(join(out, 'dataset', 'chatml', 'train.jsonl'), 'utf8')).toBe('mine')
  })
})

describe('the live feed', () => {
  test('sends a view at once, and again when something is captured, judged or erased', async () => {
    const app = await startApp()
    const feed = await openFeed(app, 'c1')
    expect(feed.type).toContain('text/event-stream')
    expect((await feed.until(() => true)).captured.calls).toBe(0)
    const { id } = await chat(app, asking('c1', 'How long does delivery take?'))
    await feed.until(({ turns, kept }) => turns.length === 1 && kept.rows === 1)
    await post(app, '/api/feedback', { id, thumb: 'down' })
    await feed.until(({ turns }) => turns[0]?.thumb === 'down')
    await fetch(`${app.url}/api/conversations/c1`, { method: 'DELETE' })
    expect((await feed.until(({ turns }) => turns.length === 0)).captured.calls).toBe(0)
  })

  test('sends many changes as few views, each client its own conversation', async () => {
    const app = await startApp()
    const [one, other] = [await openFeed(app, 'c1'), await openFeed(app, 'c2')]
    await Promise.all(Array.from({ length: 20 }, (_, index) => chat(app, asking('c1', `Question ${index}?`))))
    expect((await one.until(({ turns }) => turns.length === 20)).captured.calls).toBe(20)
    expect(one.count()).toBeLessThan(12)
    expect((await other.until(({ captured }) => captured.calls === 20)).turns).toEqual([])
  })
})

describe('samples and export', () => {
  test('the sample chats fill the log, marked as samples and the same for the same seed', async () => {
    const app = await startApp({ seed: 7 })
    const filled = await Promise.all([post(app, '/api/samples', {}), post(app, '/api/samples', {})])
    expect(await Promise.all(filled.map((response) => response.json()))).toEqual(
      filled.map(() => ({ conversations: 200 })),
    )
    const view = await datasetOf(app, 'c1')
    expect(view.captured.conversations).toBe(200)
    expect(view.turns).toEqual([])
    expectToAddUp(view)
    const { funnel, kept, masked } = view
    expect(funnel.filter(({ dropped }) => dropped > 0).length).toBeGreaterThan(1)
    expect(kept.conversations).toBeGreaterThan(150)
    expect(Object.keys(masked)).toEqual(expect.arrayContaining(['email', 'url']))
    const generations = (await Array.fromAsync(app.recorder.store.read())).filter(({ type }) => type === 'generation')
    expect(generations.every((event) => event.type === 'generation' && event.tags?.includes('sample'))).toBe(true)
  })

  test('the zip holds every format, manifest, report and lineage, and leaves nothing behind', async () => {
    const out = await temporaryFolder()
    const app = await startApp({ out })
    await chat(app, asking('c1', 'Wie lange dauert der Versand?'))
    const response = await fetch(`${app.url}/api/dataset/export.zip`)
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="?finetap-dataset\.zip"?$/)
    const files = readZip(Buffer.from(await response.arrayBuffer()))
    const folders = new Set([...files.keys()].map((name) => name.split('/').slice(1, -1).join('/')))
    expect([...folders].toSorted()).toEqual(['', ...formatNames].toSorted())
    for (const name of ['manifest.json', 'report.json', 'lineage.jsonl']) {
      expect(files.get(`finetap-dataset/${name}`)).toMatch(/^\{/)
    }
    const rows = [...files].filter(([name]) => formatNames.some((format) => name.includes(`/${format}/`)))
    for (const [, text] of rows) expect(text).toContain('Wie lange dauert der Versand?')
    await expect.poll(async () => (await readdir(out)).filter((name) => name.startsWith('export-'))).toEqual([])
    const posted = readZip(Buffer.from(await (await post(app, '/api/dataset/export', {})).arrayBuffer()))
    expect([...posted.keys()]).toEqual([...files.keys()])
  })

  test('409 while there is nothing to export, with what to do', async () => {
    const app = await startApp()
    const empty = await fetch(`${app.url}/api/dataset/export.zip`)
    expect([empty.status, await errorOf(empty)]).toMatchObject([409, { code: 'nothing_captured' }])
    await chat(app, asking('c1', '/error'))
    const dropped = await fetch(`${app.url}/api/dataset/export.zip`)
    expect([dropped.status, await errorOf(dropped)]).toMatchObject([409, { code: 'no_rows' }])
  })

  test('the log is plain lines in the folder', async () => {
    const out = await temporaryFolder()
    const app = await startApp({ out })
    await chat(app, asking('c1', 'How long does delivery take?'))
    await app.recorder.flush()
    const [segment = ''] = (await readdir(join(out, 'log'))).filter((name) => name.endsWith('.jsonl'))
    expect(await readFile(join(out, 'log', segment), 'utf8')).toContain('"conversationId":"c1"')
  })
})
