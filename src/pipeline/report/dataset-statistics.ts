import { modelsOf, type Example } from '../../core/example.ts'
import { createTextMeter, measureTexts, type AnswersJudged, type MeasuredTexts } from './text-meter.ts'
import type { DetectedLanguage, LanguageDetector } from '../language/index.ts'
import { dayOf } from './log-measures.ts'
import { createKeyCounter, type Division } from './rows-by-key.ts'
import { countIn, countsIn, emptyTable } from './statistics/bounded-table.ts'
import { hashText } from './statistics/hash-text.ts'
import type { TextSizes } from './text-sizes.ts'

/** Names that are counted one by one; what is beyond stands under `(others)`. */
const NAMES = 200
const DAYS = 3_660
/** What redaction leaves of an id: it no longer tells one user from another. */
const MASKED = /\[[A-Z][A-Z0-9_]*\]/

type Counts = { readonly [name: string]: number }

/** What a dataset consists of. A row is an example. */
export type DatasetStatistics = {
  readonly rows: number
  readonly messages: number
  /** All messages of a row together. */
  readonly conversation: TextSizes
  /** Messages of users. */
  readonly questions: TextSizes
  /** Answers that will be trained. */
  readonly answers: TextSizes
  /** Rows by how many messages of the user they have. */
  readonly turns: Counts
  /** Rows by the language of their answers; `und` where it cannot be told. Empty when nobody was asked. */
  readonly languages: Counts
  /** Rows by flag. */
  readonly flags: Counts
  /** By rule, for each 1,000 messages. */
  readonly redactionsPerThousand: Counts
  /** Rows by model, once for each model that answers in them. */
  readonly models: Counts
  /** Rows by user, as far as the log names users. */
  readonly users: Division
  /** Rows by the first thing that the user says, apart from case and white space. */
  readonly openings: Division
  /** Rows by the tools that are offered in them. */
  readonly toolsOffered: Counts
  /** Calls of tools in trained answers. */
  readonly toolsCalled: Counts
  /** What people said of the trained answers. */
  readonly feedback: AnswersJudged
  /** Rows by the day of their first call, UTC. */
  readonly days: Counts
}

/** What one example adds to the statistics. */
export type MeasuredExample = {
  readonly texts: MeasuredTexts
  readonly turns: string
  /** Hashes of the opening and the user. */
  readonly opening?: number
  readonly user?: number
  readonly language?: string
  readonly flags: readonly string[]
  readonly models: readonly string[]
  readonly toolsOffered: readonly string[]
  readonly toolsCalled: readonly string[]
  readonly day: string
}

export type StatisticsMeter = {
  readonly add: (measured: MeasuredExample) => void
  readonly statistics: (redactions: ReadonlyMap<string, number>) => DatasetStatistics
}

/** @param languageOf names the language of a text; without it none is counted */
export function measureExample(example: Example, languageOf: LanguageDetector | undefined): MeasuredExample {
  const { measured, turns, opening, answered } = measureTexts(example)
  const user = userOf(example)
  return {
    texts: measured,
    turns: turnsName(turns),
    ...(opening === '' ? {} : { opening: hashText(opening) }),
    ...(user === undefined ? {} : { user: hashText(user) }),
    ...(languageOf === undefined ? {} : { language: nameOf(languageOf(answered)) }),
    flags: onceEach(example.flags),
    models: modelsOf(example),
    toolsOffered: onceEach(example.tools?.map((tool) => tool.name) ?? []),
    toolsCalled: toolsCalledIn(example),
    day: dayOf(example.startedAt),
  }
}

function onceEach(names: readonly string[]): readonly string[] {
  return names.length < 2 ? names : [...new Set(names)]
}

function toolsCalledIn({ messages }: Example): readonly string[] {
  const names: string[] = []
  for (const { message, weight } of messages) {
    if (weight === 0) continue
    for (const part of message.parts) if (part.type === 'tool_call') names.push(part.name)
  }
  return names
}

export function createStatistics(): StatisticsMeter {
  const counts = createCounts()
  const texts = createTextMeter()
  const [users, openings] = [createKeyCounter(), createKeyCounter()]
  let rows = 0

  return {
    add(measured) {
      rows += 1
      texts.add(measured.texts)
      countIn(counts.turns, measured.turns)
      if (measured.opening !== undefined) openings.addHash(measured.opening)
      if (measured.user !== undefined) users.addHash(measured.user)
      if (measured.language !== undefined) countIn(counts.languages, measured.language)
      for (const flag of measured.flags) countIn(counts.flags, flag)
      for (const model of measured.models) countIn(counts.models, model)
      for (const name of measured.toolsOffered) countIn(counts.toolsOffered, name)
      for (const name of measured.toolsCalled) countIn(counts.toolsCalled, name)
      countIn(counts.days, measured.day)
    },
    statistics(redactions) {
      const sizes = texts.sizes()
      return {
        rows,
        ...sizes,
        turns: countsIn(counts.turns),
        languages: countsIn(counts.languages),
        flags: countsIn(counts.flags),
        redactionsPerThousand: perThousand(redactions, sizes.messages),
        models: countsIn(counts.models),
        users: users.division(),
        openings: openings.division(),
        toolsOffered: countsIn(counts.toolsOffered),
        toolsCalled: countsIn(counts.toolsCalled),
        feedback: texts.feedback(),
        days: countsIn(counts.days),
      }
    },
  }
}

function createCounts() {
  return {
    turns: emptyTable<{ count: number }>(NAMES),
    languages: emptyTable<{ count: number }>(NAMES),
    flags: emptyTable<{ count: number }>(NAMES),
    models: emptyTable<{ count: number }>(NAMES),
    toolsOffered: emptyTable<{ count: number }>(NAMES),
    toolsCalled: emptyTable<{ count: number }>(NAMES),
    days: emptyTable<{ count: number }>(DAYS),
  }
}

/** Up to four one by one, then in powers of two. */
function turnsName(turns: number): string {
  if (turns <= 4) return String(turns)
  const first = 2 ** Math.floor(Math.log2(turns - 1)) + 1
  return turns > 64 ? '65+' : `${first}-${(first - 1) * 2}`
}

function userOf({ userKey, userId, tenantId = '' }: Example): string | undefined {
  if (userKey !== undefined) return userKey
  return userId === undefined || userId === '' || MASKED.test(userId) ? undefined : `${tenantId}\0${userId}`
}

function nameOf({ code, isReliable }: DetectedLanguage): string {
  return isReliable ? code : 'und'
}

function perThousand(redactions: ReadonlyMap<string, number>, messages: number): Counts {
  const rates = [...redactions].map(([rule, count]) => [rule, Math.round((count / messages) * 10_000) / 10] as const)
  return Object.fromEntries(rates.sort(([a], [b]) => (a < b ? -1 : 1)))
}
