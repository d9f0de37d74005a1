import { once } from 'node:events'
import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { readAll } from '../../src/testing/store/place.ts'
import { sampleConversation, sampleGeneration } from '../../src/testing/store/sample-events.ts'
import { finetap, newFolder, newLog, startFinetap } from './finetap.ts'

describe('finetap copy', () => {
  test('copies a log, and takes along what is new since', async () => {
    const events = sampleConversation('a', 30, { conversationId: 'a' })
    const from = await newLog(events, 5_000)
    const to = join(dirname(from), 'copy')
    const first = await finetap(['copy', from, to, '--json'])
    expect(first.code).toBe(0)
    expect(JSON.parse(first.stdout)).toMatchObject({ copied: 30, complete: true, byType: { generation: 30 } })
    expect(await readAll(jsonlStore(to))).toEqual(events)
    const state = await stat(`${to}.copy.json`)
    expect(state.mode & 0o777).toBe(0o600)

    const more = jsonlStore(from)
    await more.append([sampleGeneration('new')])
    await more.close()
    const second = await finetap(['copy', from, to, '--resume'])
    expect(second).toMatchObject({ code: 0, stdout: '', stderr: 'finetap: 1 copied\n' })
    expect(await readAll(jsonlStore(to))).toEqual([...events, sampleGeneration('new')])
    expect((await finetap(['copy', from, to, '--resume', '--quiet'])).code).toBe(3)
    expect((await readdir(dirname(from))).toSorted()).toEqual(['copy', 'copy.copy.json', 'log'])
  })

  test.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('that is stopped by %s says so, and goes on where it stopped', async ([signal, ending]) => {
    const events = Array.from({ length: 600 }, (_, turn) => sampleGeneration(`g${turn}`))
    const from = await newLog(events, 200_000)
    const to = join(await newFolder(), 'copy')
    const child = startFinetap(['copy', from, to, '--batch', '1', '--verbose', '--json'])
    let stdout = ''
    child.stdout?.on('data', (chunk: Buffer) => (stdout += String(chunk)))
    child.stderr?.once('data', () => child.kill(signal))
    const [code] = (await once(child, 'close')) as [number]
    expect(code).toBe(ending)
    const { copied, complete } = JSON.parse(stdout) as { copied: number; complete: boolean }
    expect(complete).toBe(false)
    expect(copied).toBeLessThan(600)
    expect(await readAll(jsonlStore(to))).toEqual(events.slice(0, copied))
    expect((await finetap(['copy', from, to, '--resume'])).stderr).toBe(`finetap: ${600 - copied} copied\n`)
    expect(await readAll(jsonlStore(to))).toEqual(events)
  })

  test('goes from a log to sqlite, from there to lowdb, and back', async () => {
    const events = sampleConversation('a', 12, { conversationId: 'a' })
    const from = await newLog(events)
    const folder = dirname(from)
    const ways = [from, join(folder, 'chats.sqlite'), join(folder, 'chats.json'), join(folder, 'back')]
    for (const [index, to] of ways.slice(1).entries()) {
      const { code, stderr } = await finetap(['copy', ways[index] ?? '', to])
      expect({ code, stderr }).toEqual({ code: 0, stderr: 'finetap: 12 copied\n' })
    }
    expect(await readAll(jsonlStore(join(folder, 'back')))).toEqual(events)
  })

  test('refuses to go on from the state of another copy', async () => {
    const from = await newLog([sampleGeneration('g1')])
    const folder = dirname(from)
    const state = join(folder, 'state.json')
    await finetap(['copy', from, join(folder, 'one'), '--state', state])
    expect(await readFile(state, 'utf8')).not.toContain(folder)
    const other = await finetap(['copy', from, join(folder, 'other'), '--state', state, '--resume'])
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('between other stores') })
  })

  test('does not write how far it is over what is no such file', async () => {
    const from = await newLog([sampleGeneration('g1')])
    const [to, notes] = [join(dirname(from), 'to'), join(dirname(from), 'notes')]
    await writeFile(notes, 'to be kept')
    // As somebody may have put it there who can write beside the target.
    await symlink(notes, `${to}.copy.json`)
    const refused = await finetap(['copy', from, to])
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('it holds something else') })
    expect(await readFile(notes, 'utf8')).toBe('to be kept')
    expect((await readdir(dirname(from))).toSorted()).toEqual(['log', 'notes', 'to.copy.json'])
  })

  test('of nothing makes nothing', async () => {
    const folder = await newFolder()
    expect((await finetap(['copy', join(folder, 'nowhere'), join(folder, 'to')])).code).toBe(3)
    expect(await readdir(folder)).toEqual([])
  })

  test('puts nothing into the log that it reads, also through a link', async () => {
    const from = await newLog([sampleGeneration('g1')])
    const before = await readdir(from)
    const [to, link] = [join(dirname(from), 'to'), join(dirname(from), 'link')]
    await symlink(from, link)
    const state = (file: string): string[] => ['copy', from, to, '--state', file]
    const inside = [
      ['copy', from, join(from, 'sub')],
      ['copy', from, join(link, 'sub', 'chats.sqlite')],
      state(join(from, 'x.json')),
      state(join(link, 'x.json')),
    ]
    const refused = await Promise.all(inside.map((args) => finetap(args)))
    expect(refused.map(({ code }) => code)).toEqual([2, 2, 2, 2])
    expect(refused[1]?.stderr).toContain('into the directory of the log that it comes from')
    expect(refused[3]?.stderr).toContain('--state names a store, or lies in a log')
    expect(await readdir(from)).toEqual(before)
    // Beside it, however much its name begins like that of the log.
    expect((await finetap(['copy', from, `${from}-2`, '--state', `${from}-2.json`])).code).toBe(0)
  })
})
