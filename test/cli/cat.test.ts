import { once } from 'node:events'
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { textMessage } from '../../src/core/message.ts'
import {
  sampleConversation,
  sampleFeedback,
  sampleGeneration,
  sampleUnknown,
  WILD_TEXTS,
} from '../../src/testing/store/sample-events.ts'
import { finetap, linesOf, newFolder, newLog, startFinetap } from './finetap.ts'

async function segmentOf(dir: string): Promise<string> {
  const names = await readdir(dir)
  return join(dir, names.find((name) => name.endsWith('.jsonl')) ?? '')
}

describe('finetap cat', () => {
  test('prints whole records, one a line, as they were given', async () => {
    const wild = sampleGeneration('wild', { metadata: Object.fromEntries(WILD_TEXTS.map((text) => [text, text])) })
    const events = [...sampleConversation('a', 5, { conversationId: 'a' }), sampleFeedback('f1', 'a-1'), wild]
    const unknown = sampleUnknown('u1')
    const dir = await newLog([...events, unknown])
    const { code, stdout, stderr } = await finetap(['cat', dir])
    expect(linesOf(stdout)).toEqual([...events, unknown.value])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).not.toMatch(/[\u007f-\u009f\u2028-\u202e]/)
    const whole = await finetap(['cat', '--json', '--dir', dir])
    expect(JSON.parse(whole.stdout)).toEqual([...events, unknown.value])
  })

  test('chooses by type and by time', async () => {
    const dir = await newLog([
      sampleGeneration('old', { startedAt: '2026-01-01T00:00:00.000Z' }),
      sampleGeneration('new', { startedAt: '2026-01-03T00:00:00.000Z' }),
      sampleFeedback('f1', 'new', '2026-01-04T00:00:00.000Z'),
    ])
    const ids = async (...args: readonly string[]): Promise<unknown> =>
      linesOf((await finetap(['cat', dir, ...args])).stdout).map((line) => (line as { id: string }).id)
    expect(await ids('--since', '2026-01-02')).toEqual(['new', 'f1'])
    expect(await ids('--until=2026-01-04', '--type', 'feedback,generation')).toEqual(['old', 'new'])
  })

  test('shows conversations to read, and nothing that a terminal obeys', async () => {
    const turns = sampleConversation('a', 2, { conversationId: 'c-7' })
    const answer = textMessage('assistant', 'red \u001b[31m \u009b32m, title \u001b]0;x\u0007, \u202ereversed\rover')
    const dir = await newLog([...turns, sampleGeneration('evil', { conversationId: 'c\u001b[2J', answer })])
    const { code, stdout } = await finetap(['cat', dir, '--pretty'], { FORCE_COLOR: '0' })
    expect(code).toBe(0)
    // oxlint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
    expect(stdout).toContain('c-7 · model-a · ok')
    expect(stdout.match(/a: question 0/g)).toHaveLength(1)
    expect(stdout).toContain('  … 3 messages before\n  user\n    a: question 1\n  assistant\n    a: answer 1\n')
  })

  test('tells what it cannot read, by file and offset, and goes on', async () => {
    const dir = await newLog([sampleGeneration('g1'), sampleGeneration('g2'), sampleGeneration('g3')])
    const file = await segmentOf(dir)
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace('Answer g2', 'Answer g9'))
    const offset = text.indexOf('\n') + 1
    const { code, stdout, stderr } = await finetap(['cat', dir])
    expect(linesOf(stdout).map((line) => (line as { id: string }).id)).toEqual(['g1', 'g3'])
    expect(stderr).toContain(`${file}, line 2, byte ${offset}: cannot be read: checksum`)
    expect(code).toBe(1)
  })

  test('takes the end of a line that is being written for no failure', async () => {
    const dir = await newLog([sampleGeneration('g1')])
    await appendFile(await segmentOf(dir), '{"v":1,"type":"gener')
    const { code, stdout } = await finetap(['cat', dir])
    expect(linesOf(stdout)).toHaveLength(1)
    expect(code).toBe(0)
  })

  test('stops in silence when its reader has seen enough', async () => {
    const answer = textMessage('assistant', 'Lorem ipsum '.repeat(500))
    const dir = await newLog(Array.from({ length: 300 }, (_, turn) => sampleGeneration(`g${turn}`, { answer })))
    const child = startFinetap(['cat', dir])
    let told = ''
    child.stderr?.on('data', (chunk: Buffer) => (told += String(chunk)))
    child.stdout?.once('data', () => child.stdout?.destroy())
    const [code] = (await once(child, 'close')) as [number]
    expect({ code, told }).toEqual({ code: 0, told: '' })
  })

  test('says when there is nothing', async () => {
    const missing = join(await newFolder(), 'nowhere\u001b[2J\u009b\nfinetap: all is well')
    const none = await finetap(['cat', missing])
    expect(none).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('no log at ') })
    // oxlint-disable-next-line no-control-regex
    expect(none.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]|^finetap: all/m)
    const dir = await newLog([sampleGeneration('g1')])
    expect(await finetap(['cat', '--type', 'gap'], { FINETAP_DIR: dir })).toMatchObject({ code: 3, stdout: '' })
  })
})
