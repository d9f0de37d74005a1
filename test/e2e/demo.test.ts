import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand, type Finished } from '../support/repository.ts'

let out: string

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'finetap-demo-'))
})
afterAll(() => rm(out, { recursive: true, force: true }))

/** A port on which nobody listens, so that the demo cannot find an Ollama of this machine there. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 9
}

async function demo(...args: readonly string[]): Promise<Finished> {
  const env = { OLLAMA_HOST: `127.0.0.1:${await closedPort()}` }
  return runCommand('npm', ['run', '--silent', 'demo', '--', ...args], { env })
}

function parseLines(text: string): readonly Record<string, unknown>[] {
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('npm run demo', () => {
  test('chats, logs and builds a dataset in five formats and three splits', async () => {
    const { code, stdout, stderr } = await demo('--out', out)
    expect(code, stderr).toBe(0)
    expect(stderr).toBe('')

    const [segment] = (await readdir(join(out, 'log'))).filter((name) => name.endsWith('.jsonl'))
    const lines = parseLines(await readFile(join(out, 'log', segment ?? ''), 'utf8'))
    const statuses = new Set(lines.map(({ status }) => status))
    expect(statuses).toEqual(new Set(['ok', 'aborted', 'error']))
    expect(JSON.stringify(lines)).toContain('"tool_call"')

    const chatml = ['train', 'validation', 'test'].map((split) => join(out, `dataset/chatml/${split}.jsonl`))
    for (const file of chatml) {
      const rows = parseLines(await readFile(file, 'utf8'))
      expect(rows.length, file).toBeGreaterThan(0)
      for (const row of rows) expect(Object.keys(row)).toContain('messages')
    }
    for (const format of ['json', 'csv', 'alpaca', 'instruction']) {
      const names = (await readdir(join(out, 'dataset', format))).map((name) => name.replace(/\..*/, ''))
      expect(names.toSorted(), format).toEqual(['test', 'train', 'validation'])
    }
    const csv = await readFile(join(out, 'dataset/csv/train.csv'), 'utf8')
    expect(csv.split('\n')[0]).toBe('id,timestamp,user_message,bot_response,user_length,bot_length,session_id')

    const all = await Promise.all(chatml.map((file) => readFile(file, 'utf8')))
    expect(all.join('')).not.toContain('jo.doe@mail.example')
    expect(all.join('')).toContain('[EMAIL]')

    const report = JSON.parse(await readFile(join(out, 'dataset/report.json'), 'utf8')) as {
      generations: { read: number; kept: number; dropped: { reason: string; count: number }[] }
    }
    const dropped = report.generations.dropped.reduce((sum, { count }) => sum + count, 0)
    expect(report.generations.read).toBe(lines.filter(({ type }) => type === 'generation').length)
    expect(report.generations.kept + dropped).toBe(report.generations.read)
    expect(report.generations.dropped.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['aborted', 'regenerated', 'exact_duplicate']),
    )

    expect(stdout).toContain('demo model')
    expect(stdout).toContain(join(out, 'dataset'))
    expect(stdout).toContain('regenerated')
  })

  test('--from replays conversations of a file, plain or gzip, and folds them back to what they were', async () => {
    const conversations = [
      {
        messages: [
          { role: 'user', content: 'Hi there' },
          { role: 'assistant', content: 'Hello, how can I help?' },
        ],
      },
      {
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Was ist 東京?' },
          { role: 'assistant', content: 'Die Hauptstadt von Japan.' },
          { role: 'user', content: 'And Lyon?' },
          { role: 'assistant', content: 'A city in France.' },
        ],
      },
    ]
    const text = conversations.map((row) => `${JSON.stringify(row)}\n`).join('')
    await writeFile(join(out, 'rows.jsonl'), text)
    await writeFile(join(out, 'rows.jsonl.gz'), gzipSync(text))
    for (const file of ['rows.jsonl', 'rows.jsonl.gz']) {
      const folder = join(out, `from-${file}`)
      const { code, stderr } = await demo('--from', join(out, file), '--out', folder)
      expect(code, stderr).toBe(0)
      const chatml = join(folder, 'dataset/chatml')
      const splits = (await readdir(chatml)).map((name) => readFile(join(chatml, name), 'utf8'))
      const rows = parseLines((await Promise.all(splits)).join(''))
      expect(rows).toHaveLength(2)
      expect(rows).toEqual(expect.arrayContaining(conversations))
    }
  })

  test.for([
    ['a missing file', 'nowhere.jsonl', undefined, /nowhere\.jsonl cannot be read.*Fix:/],
    [
      'a line that is no JSON',
      'broken.jsonl',
      '{"messages":[{"role":"user","content":"a"}]}\n{oops',
      /broken\.jsonl:2 is no JSON/,
    ],
    ['a row without messages', 'rows.jsonl', '{"text":"a"}\n', /rows\.jsonl:1 holds no messages/],
    ['a file that is no gzip', 'fake.jsonl.gz', 'plain', /fake\.jsonl\.gz cannot be read/],
  ] as const)('%s is refused with its place and the fix', async ([, name, content, message]) => {
    const file = join(out, 'bad', name)
    if (content !== undefined) {
      await rm(join(out, 'bad'), { recursive: true, force: true })
      await mkdir(join(out, 'bad'), { recursive: true })
      await writeFile(file, content)
    }
    const { code, stderr } = await demo('--from', file, '--out', join(out, 'bad-out'))
    expect(code).toBe(1)
    expect(stderr).toMatch(message)
    expect(stderr).not.toContain('    at ')
  })

  test('a flag that it does not know is a line, not a stack', async () => {
    const { code, stdout, stderr } = await demo('--frm', 'chats.jsonl')
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: "finetap: Unknown option '--frm'. Fix: npm run demo -- --help lists what there is\n",
    })
  })

  test('a folder that somebody else uses is left alone', async () => {
    const folder = join(out, 'mine')
    await mkdir(join(folder, 'log'), { recursive: true })
    await writeFile(join(folder, 'log/thesis.txt'), 'precious')
    const { code, stderr } = await demo('--out', folder)
    expect(code).toBe(1)
    expect(stderr).toMatch(/in use.*thesis\.txt.*Fix: pass another --out/)
    expect(await readFile(join(folder, 'log/thesis.txt'), 'utf8')).toBe('precious')
  })
})
