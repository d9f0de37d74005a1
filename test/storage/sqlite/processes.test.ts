import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readAll, scanAll } from '../../../src/testing/store/place.ts'
import { sampleConversation } from '../../../src/testing/store/sample-events.ts'
import { runs } from '../../support/runs.ts'
import { freshFile, opened } from './folder.ts'

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url))

function start(file: string, name: string, turns: number): ChildProcess {
  return spawn(process.execPath, [CHILD, file, name, String(turns)], { stdio: ['ignore', 'pipe', 'inherit'] })
}

test('what was acknowledged survives SIGKILL, and the database stays in order', { timeout: 60_000 }, async () => {
  const file = await freshFile()
  const store = opened(file)
  for (let round = 0; round < runs(3, 30); round += 1) {
    const child = start(file, `r${round}`, 5_000)
    const stop = 20 + round * 17
    let acknowledged = 0
    if (child.stdout === null) throw new Error('the child has no output')
    for await (const _ of createInterface({ input: child.stdout })) {
      acknowledged += 1
      if (acknowledged === stop) child.kill('SIGKILL')
    }
    const kept = (await readAll(store)).filter(({ id }) => id.startsWith(`r${round}-`))
    expect(kept.length).toBeGreaterThanOrEqual(acknowledged)
    expect(kept).toEqual(sampleConversation(`r${round}`, kept.length, { conversationId: `r${round}` }))
  }
  const db = new DatabaseSync(file)
  expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
  db.close()
})

test('a tail of several processes sees each event once, in the order of its writer', { timeout: 60_000 }, async () => {
  const file = await freshFile()
  const store = opened(file)
  const writers = runs(4, 8)
  await store.append(sampleConversation('first', 1))
  const children = Array.from({ length: writers }, (_, index) => start(file, `w${index}`, 60))
  let isOver = false
  const codes = Promise.all(children.map((child) => once(child, 'exit'))).finally(() => (isOver = true))
  const seen: string[] = []
  let after: string | undefined
  for (let wasOver = false; !wasOver;) {
    wasOver = isOver
    for (const { event, cursor } of await scanAll(store, after === undefined ? {} : { after })) {
      seen.push(event.id)
      after = cursor
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  // They end by themselves, although their stores are open.
  expect((await codes).map(([code]) => code)).toEqual(children.map(() => 0))
  for (let index = 0; index < writers; index += 1) {
    const ids = sampleConversation(`w${index}`, 60).map(({ id }) => id)
    expect(seen.filter((id) => id.startsWith(`w${index}-`))).toEqual(ids)
  }
  expect(seen).toHaveLength(writers * 60 + 1)
})

test('a Node without node:sqlite is told what it needs', async () => {
  const child = spawn(process.execPath, ['--no-experimental-sqlite', CHILD, '/nowhere/x.sqlite', 'a', '1'])
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  await once(child, 'close')
  expect(errors).toContain('run Node 22.13 or later')
  expect(errors).toContain('peer_missing')
})
