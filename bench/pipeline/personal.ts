import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { Json } from '../../src/core/json.ts'
import type { Message, Part as MessagePart } from '../../src/core/message.ts'
import { createRedactor, type RedactionScope } from '../../src/redaction/index.ts'
import { HOSTILE_UNITS } from '../../test/support/hostile-units.ts'
import type { Part } from '../support/part.ts'
import { spreadOf } from '../support/statistics.ts'
import { decimal, times, type Row } from '../support/table.ts'
import { readCorpora } from './corpora.ts'
import { createRandom } from './random.ts'

/** Values that are masked in one scope, as those of an example are. */
type Batch = readonly Json[]

const CASES: { readonly [title: string]: () => readonly Batch[] } = {
  'answers, which are clean but for a few': answers,
  'tool calls and results, as values': toolValues,
  'source code': sources,
  'full of personal data': labelledTexts,
}
const HOSTILE = 'the slowest of the hostile texts'
const VARIED = 'the slowest of those in which each piece is another'
const HOSTILE_LENGTH = 50_000
const ROUNDS = 9
/** Shorter pieces with other digits are soon the same again. */
const SHORTEST_VARIED = 7
const SEED = 7
/** Before those that count. */
const WARM_ROUNDS = 3
/** A round goes through its values as often as it needs to read so much. */
const ROUND_BYTES = 6_000_000
/** As it is written most often. */
const ADDRESS = /\b[\w.%+-]+@[\w.-]+\.[a-z]{2,}\b/gi
/** Where the labelled texts are absent. */
const MADE_UP: readonly Batch[] = Array.from({ length: 500 }, (_, index) => [
  `Write to user${index}@example.com or call (415) 867-${String(5_309 + index)}; the card is 4111 1111 1111 1111.`,
])

/** How fast personal data and secrets are masked. */
export const personal: Part = {
  name: 'personal',
  title: 'Masking of personal data and secrets',
  head: ['', 'MB', 'masked a KB', 'MB/s', 'ms for 50 KB', 'RegExp for e-mail, MB/s', 'of it'],
  note: `The redactor of a default build, a scope for each example, text by text. MB/s: bytes of UTF-8 a second of processor time, medians of
${ROUNDS} rounds. Hostile: ${HOSTILE_UNITS.length} texts of 50 KB, each of them one piece over and over; all are masked in turn, and the slowest is named.
Varied: the same pieces, each with other digits from 2 to 9, or with a number behind it where it is short or has none. RegExp:
all matches of \`${ADDRESS.source}\` in the same texts (of values in their JSON), by the engine, in the same process.`,
  jobs: () => [...Object.keys(CASES), HOSTILE, VARIED].map((title) => ({ part: 'personal', case: title })),
  run({ job: { case: title = HOSTILE } }) {
    const batches = CASES[title]?.()
    if (batches !== undefined) return Promise.resolve([rowOf(title, batches)])
    return Promise.resolve([title === VARIED ? worstRow('varied', variedText) : worstRow('hostile', repeatedText)])
  },
}

function rowOf(title: string, batches: readonly Batch[]): Row {
  return row(
    title,
    batches,
    secondsOf(bytesOf(batches), () => maskAll(batches)),
  )
}

/** All are masked in turn, as no process meets one of them alone. */
function worstRow(title: string, make: (unit: string) => string): Row {
  const batches = HOSTILE_UNITS.map((unit): Batch => [make(unit)])
  const spent = batches.map((): number[] => [])
  for (let round = -WARM_ROUNDS; round < ROUNDS; round += 1) {
    for (const [index, batch] of batches.entries()) {
      const seconds = processorSeconds(() => maskAll([batch]))
      if (round >= 0) spent[index]?.push(seconds)
    }
  }
  const medians = spent.map((seconds) => spreadOf(seconds).median)
  const slowest = Math.max(...medians)
  const worst = medians.indexOf(slowest)
  return row(`${title}: ${JSON.stringify(HOSTILE_UNITS[worst])}`, batches.slice(worst, worst + 1), slowest)
}

function repeatedText(unit: string): string {
  return unit.repeat(HOSTILE_LENGTH / Buffer.byteLength(unit))
}

/** No answer that is kept for a piece serves the next one. */
function variedText(unit: string): string {
  const random = createRandom(SEED)
  const hasDigits = unit.length >= SHORTEST_VARIED && /[2-9]/.test(unit)
  const pieces: string[] = []
  for (let bytes = 0; bytes < HOSTILE_LENGTH; bytes += Buffer.byteLength(pieces.at(-1) ?? '')) {
    pieces.push(hasDigits ? unit.replaceAll(/[2-9]/g, () => String(2 + random.below(8))) : `${unit}${pieces.length}`)
  }
  return pieces.join('')
}

function row(title: string, batches: readonly Batch[], seconds: number): Row {
  const bytes = bytesOf(batches)
  const texts = batches.flatMap((batch) => batch.map(textOf))
  const limit = secondsOf(bytes, () => texts.forEach((text) => text.match(ADDRESS)))
  return [
    title,
    decimal(bytes / 1e6),
    decimal((maskAll(batches) * 1_024) / bytes),
    decimal(bytes / seconds / 1e6),
    decimal((seconds / bytes) * HOSTILE_LENGTH * 1_000),
    decimal(bytes / limit / 1e6),
    times(limit / seconds),
  ]
}

const redactor = createRedactor({ mode: 'numbered' })

/** How many values were replaced. */
function maskAll(batches: readonly Batch[]): number {
  let replaced = 0
  for (const batch of batches) {
    const scope = redactor.begin()
    for (const value of batch) mask(scope, value)
    for (const count of Object.values(scope.counts)) replaced += count
  }
  return replaced
}

function mask(scope: RedactionScope, value: Json): void {
  if (typeof value === 'string') scope.text(value)
  else scope.json(value)
}

/** Processor time of one run, the median of rounds of as many runs as they need. */
function secondsOf(bytes: number, run: () => void): number {
  const runs = Math.ceil(ROUND_BYTES / bytes)
  const round = (): number => {
    return processorSeconds(() => {
      for (let count = 0; count < runs; count += 1) run()
    })
  }
  for (let warm = 0; warm < WARM_ROUNDS; warm += 1) round()
  return spreadOf(Array.from({ length: ROUNDS }, round)).median / runs
}

function processorSeconds(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

function bytesOf(batches: readonly Batch[]): number {
  return batches.flat().reduce((sum: number, value) => sum + Buffer.byteLength(textOf(value)), 0)
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function answers(): readonly Batch[] {
  return readCorpora(['arena-hard', 'oasst-en100-paths']).chats.map((messages) => messages.flatMap(answerOf))
}

function answerOf({ role, parts }: Message): readonly string[] {
  return role === 'assistant' ? parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])) : []
}

function toolValues(): readonly Batch[] {
  return readCorpora(['tm4-coffee']).chats.map((messages) => messages.flatMap(({ parts }) => parts.flatMap(valuesOf)))
}

function valuesOf(part: MessagePart): readonly Json[] {
  if (part.type === 'tool_call') return [part.arguments]
  if (part.type !== 'tool_result') return []
  return [typeof part.result === 'string' ? parsed(part.result) : part.result]
}

function parsed(text: string): Json {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return text
  }
}

function sources(): readonly Batch[] {
  const folder = fileURLToPath(new URL('../../src/', import.meta.url))
  return globSync('**/*.ts', { cwd: folder }).map((file) => [readFileSync(join(folder, file), 'utf8')])
}

function labelledTexts(): readonly Batch[] {
  const file = new URL('../../../shared/data/presidio-synth-v2.json.gz', import.meta.url)
  if (!existsSync(file)) return MADE_UP
  const rows: readonly { readonly full_text: string }[] = JSON.parse(gunzipSync(readFileSync(file)).toString())
  return rows.map(({ full_text: text }) => [text])
}
