import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { FinetapError } from '../../../src/core/errors.ts'
import { createLedger, LEDGER_FILE, type Ledger } from '../../../src/pipeline/split/ledger.ts'
import { createLedgerParser } from '../../../src/pipeline/split/parse-ledger.ts'
import { readLedger } from '../../../src/pipeline/split/read-ledger.ts'
import { ledgerLines, writeLedger } from '../../../src/pipeline/split/write-ledger.ts'
import { divide, SALT, type Row } from './support/splitting.ts'

const folder = mkdtempSync(join(tmpdir(), 'finetap-ledger-'))
afterAll(() => rmSync(folder, { recursive: true }))

const path = join(folder, LEDGER_FILE)
const settings = { salt: SALT, groupBy: ['user', 'conversation'] } as const
const shares = { validation: 0.2, test: 0.3 }

const rows = Array.from({ length: 8 }, (_, id): Row => ({ id, user: `user ${id >> 1}`, conversation: `chat ${id}` }))

/** What a ledger knows. */
const known = ({ keys, splits }: Ledger): ReadonlyMap<string, number> =>
  new Map(Array.from({ length: keys.size() }, (_, id) => [keys.key(id), splits.at(id)]))

let writes = 0

/** A build that reads the ledger of the folder and writes it anew. */
async function build(some: readonly Row[]): Promise<{ readonly ledger: Ledger; readonly text: string }> {
  const to = join(folder, `next-${(writes += 1)}`)
  const ledger = await readLedger(path, settings)
  const { assignment } = divide(some, shares, ledger)
  await writeLedger(to, ledger, assignment.additions)
  const text = readFileSync(to, 'utf8')
  writeFileSync(path, text)
  return { ledger: await readLedger(path, settings), text }
}

async function codeOf(reading: Promise<unknown>): Promise<string> {
  try {
    await reading
    return 'none'
  } catch (error) {
    if (FinetapError.isInstance(error)) return `${error.code} ${error.message}`
    throw error
  }
}

async function twoBuilds() {
  rmSync(path, { force: true })
  const first = await build(rows.slice(0, 4))
  return { first, second: await build(rows) }
}

test('a ledger has a first line, a line for each key in order, and a seal; what a build adds stands behind it', async () => {
  const { first, second } = await twoBuilds()
  const lines = first.text.trimEnd().split('\n')
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    v: 1,
    type: 'split-ledger',
    salt: expect.stringMatching(/^[0-9a-f]{32}$/),
    groupBy: ['user', 'conversation'],
  })
  const entries = lines.slice(1, -1)
  expect(entries).toHaveLength(6)
  expect(entries).toEqual(entries.toSorted())
  for (const line of entries) expect(line).toMatch(/^\{"key":"[0-9a-f]{32}","split":"(train|validation|test)"\}$/)
  expect(lines.at(-1)).toMatch(/^\{"seal":"[0-9a-f]{32}"\}$/)
  expect(second.text.startsWith(first.text)).toBe(true)
  expect(second.text).not.toContain('user 1')
})

test('what was written is read, and a build without new keys changes no byte', async () => {
  const { second } = await twoBuilds()
  expect(known(second.ledger).size).toBe(12)
  const again = await build(rows.slice(3))
  expect(again.text).toBe(second.text)
  expect(known(again.ledger)).toEqual(known(second.ledger))
})

test('a ledger that is not there is new', async () => {
  const ledger = await readLedger(join(folder, 'nowhere', LEDGER_FILE), settings)
  expect([ledger.keys.size(), ledger.file]).toEqual([0, undefined])
})

function parse(bytes: Buffer): Ledger {
  const parser = createLedgerParser(path, settings)
  parser.take(bytes)
  return parser.finish()
}

/** What the next build makes of the bytes of a ledger. */
function rebuilt(bytes: Buffer): Ledger {
  const ledger = parse(bytes)
  const { assignment } = divide(rows, shares, ledger)
  const added = [...ledgerLines(ledger, assignment.additions)].join('')
  return parse(Buffer.concat([bytes.subarray(0, ledger.file?.bytes), Buffer.from(added)]))
}

test('cut off at any byte behind its first line it is read as far as it goes, told to be torn, and whole again after a build', async () => {
  const { first, second } = await twoBuilds()
  const whole = known(second.ledger)
  for (let length = first.text.indexOf('\n') + 1; length < second.text.length; length += 1) {
    const cut = Buffer.from(second.text.slice(0, length))
    const ledger = parse(cut)
    const held = known(ledger)
    expect([...held].filter(([key, split]) => whole.get(key) !== split)).toEqual([])
    expect(held.size).toBe(cut.toString().match(/^\{"key".*\}$/gm)?.length ?? 0)
    expect(ledger.file?.isTorn).toBe(length !== first.text.length)
    const repaired = rebuilt(cut)
    expect([repaired.file?.isTorn, known(repaired).size]).toEqual([false, 12])
    expect([...held].filter(([key, split]) => known(repaired).get(key) !== split)).toEqual([])
  }
})

test('cut off within its first line it is refused', async () => {
  const { first } = await twoBuilds()
  for (let length = 0; length <= first.text.indexOf('\n'); length += 1) {
    expect(() => parse(Buffer.from(first.text.slice(0, length)))).toThrow(/line 1 is/)
  }
})

test('with any byte changed it is refused, or says the same', async () => {
  const { second } = await twoBuilds()
  const bytes = Buffer.from(second.text)
  const outcomes = new Set<string>()
  for (let index = 0; index < bytes.length; index += 1) {
    for (const bits of [0x01, 0x20, 0x80]) {
      const damaged = Buffer.from(bytes)
      damaged[index] = (damaged[index] ?? 0) ^ bits
      outcomes.add(attempt(() => JSON.stringify([...known(parse(damaged))])))
    }
  }
  expect(outcomes).toEqual(new Set(['ledger_unreadable', 'ledger_mismatch', JSON.stringify([...known(second.ledger)])]))
})

function attempt(parsing: () => string): string {
  try {
    return parsing()
  } catch (error) {
    return FinetapError.isInstance(error) ? error.code : String(error)
  }
}

const otherSplit = (_: string, split: string): string => `"split":"${split === 'test' ? 'train' : 'test'}"`

const withLines = (text: string, edit: (lines: string[]) => void): string => {
  const lines = text.split('\n')
  edit(lines)
  return lines.join('\n')
}

test.for<[string, (text: string) => string, RegExp]>([
  [
    'a line of something else',
    (text) => withLines(text, (lines) => lines.splice(3, 0, 'hello')),
    /splits\.jsonl .*line 4 is none/,
  ],
  ['a removed line', (text) => withLines(text, (lines) => lines.splice(2, 1)), /line 7 seals other lines/],
  [
    'a split edited by hand',
    (text) => text.replace(/"split":"(train|validation|test)"/, otherSplit),
    /line 8 seals other lines/,
  ],
  [
    'lines in another order',
    (text) => withLines(text, (lines) => lines.splice(1, 2, lines[2] ?? '', lines[1] ?? '')),
    /line 8 seals/,
  ],
  ['Windows line ends', (text) => text.replaceAll('\n', '\r\n'), /line 2 is none|line 1/],
  ['a file without lines', () => 'x'.repeat(1_000_000), /line 1 is too long/],
  ['nothing in it', () => '', /line 1 is missing/],
  ['a file of somebody else', () => '{"splits":["train","test"]}\n', /is no ledger of splits/],
  ['a later version', (text) => text.replace('"v":1', '"v":2'), /another version of finetap/],
])('%s is refused, with file and line', async ([, damage, message]) => {
  const { first } = await twoBuilds()
  writeFileSync(path, damage(first.text))
  const said = await codeOf(readLedger(path, settings))
  expect(said).toMatch(/^ledger_unreadable /)
  expect(said).toMatch(message)
  expect(said).toContain(path)
})

test('another salt or another groupBy is refused, as rows would move', async () => {
  await twoBuilds()
  const other = (change: object) => codeOf(readLedger(path, { ...settings, ...change }))
  expect(await other({ salt: 'another' })).toMatch(/^ledger_mismatch .*another salt.*Fix: build with the salt/)
  expect(await other({ groupBy: ['conversation'] })).toMatch(
    /^ledger_mismatch .*groups by user, conversation instead of conversation/,
  )
})

test('a ledger that another build changed meanwhile is not overwritten', async () => {
  await twoBuilds()
  const ledger = await readLedger(path, settings)
  writeFileSync(path, `${readFileSync(path, 'utf8')}{"key":"${'0'.repeat(32)}","split":"test"}\n`)
  const writing = writeLedger(join(folder, 'late'), ledger, divide(rows, shares, ledger).assignment.additions)
  expect(await codeOf(writing)).toMatch(/^output_unwritable .*has changed since this build began/)
})

test('a torn ledger is warned of', async () => {
  const { second } = await twoBuilds()
  writeFileSync(path, second.text.slice(0, -100))
  const { assignment } = divide(rows, shares, await readLedger(path, settings))
  expect(assignment.summary.warnings.map(({ code }) => code)).toEqual(['ledger_torn'])
})

test('a ledger of many pieces is read and sealed as one', async () => {
  rmSync(path, { force: true })
  const many = Array.from({ length: 6000 }, (_, id): Row => ({ id, conversation: `chat ${id}` }))
  const { ledger } = await build(many.slice(0, 5000))
  expect([known(ledger).size, ledger.file?.isTorn]).toEqual([5000, false])
  expect(known((await build(many)).ledger).size).toBe(6000)
  expect(createLedger(settings).keys.size()).toBe(0)
})
