import type { LogMeasures } from '../../datasets.ts'
import { figure, listCounts, many, percent, widest } from '../../pipeline/report/figures.ts'
import { barOf } from '../../pipeline/report/render-funnel.ts'

export type StatsTable = 'day' | 'model'

type Distinct = LogMeasures['users']
type Calls = LogMeasures['models'][string]
type Row = readonly [name: string, count: number, note: string]

const MOST_NAMES = 6
const MOST_DAYS = 14
const MOST_MODELS = 10
const BAR_WIDTH = 20

/**
 * What a log says of its calls, as plain text: a head, facts, a table of models and one of the last days.
 *
 * @param by one of the tables alone, with all of its rows
 */
export function renderLog(log: LogMeasures, by?: StatsTable): string {
  const models = modelRows(log)
  const days = Object.entries(log.days)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, calls]): Row => [day, calls, ''])
  const sections = [
    ...(by === undefined ? [headOf(log, days), factsOf(log)] : []),
    ...(by === 'day' ? [] : [tableOf(by === undefined ? models.slice(0, MOST_MODELS) : models)]),
    ...(by === 'model' ? [] : [tableOf(by === undefined ? days.slice(-MOST_DAYS) : days)]),
  ]
  const shown = sections.filter((lines) => lines.length > 0)
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function headOf({ calls, users, conversations }: LogMeasures, days: readonly Row[]): readonly string[] {
  const dated = days.map(([day]) => day).filter((day) => day !== 'unknown')
  const [first, last] = [dated[0], dated.at(-1)]
  const span = first === undefined ? [] : [first === last ? first : `${first} to ${last ?? ''}`]
  const parts = [many(calls, 'call'), about(users, 'user'), about(conversations, 'conversation id'), ...span]
  return [parts.join(' · ')]
}

function about({ count, exact }: Distinct, noun: string): string {
  return `${exact ? '' : 'about '}${many(count, noun)}`
}

function factsOf({ statuses, finishReasons, adapters, toolCallRate, feedback, calls }: LogMeasures): readonly string[] {
  const { up, down, upShare, events, kinds } = feedback
  const thumbs =
    upShare === undefined ? '' : ` · thumbs ${figure(up)} up, ${figure(down)} down (${percent(upShare)} up)`
  const facts: readonly (readonly [label: string, text: string])[] = [
    ['Status', listCounts(statuses, MOST_NAMES)],
    ['Ended', listCounts(finishReasons, MOST_NAMES)],
    ['Captured', listCounts(adapters, MOST_NAMES)],
    ['Tools', calls === 0 ? '' : `${percent(toolCallRate)} of the answers call one`],
    ['Feedback', events === 0 ? '' : `${listCounts(kinds, MOST_NAMES)}${thumbs}`],
  ]
  const known = facts.filter(([, text]) => text !== '')
  return known.map(([label, text]) => `  ${label.padEnd('Captured'.length)}  ${text}`)
}

function modelRows({ models }: LogMeasures): readonly Row[] {
  const rows = Object.entries(models).map(([model, calls]): Row => [model, calls.calls, noteOf(calls)])
  return rows.toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
}

function noteOf({ errorRate, durationMs, inputTokens, outputTokens }: Calls): string {
  const notes = errorRate === 0 ? [] : [`${percent(errorRate)} failed`]
  if (durationMs !== undefined)
    notes.push(`${figure(durationMs.p50)} ms in the middle, 95 of 100 within ${figure(durationMs.p95)} ms`)
  if (inputTokens !== undefined || outputTokens !== undefined)
    notes.push(`tokens ${figure(inputTokens?.total ?? 0)} in, ${figure(outputTokens?.total ?? 0)} out`)
  return notes.join(' · ')
}

function tableOf(rows: readonly Row[]): readonly string[] {
  const [names, counts] = [widest(rows.map(([name]) => name)), widest(rows.map(([, count]) => figure(count)))]
  const most = Math.max(1, ...rows.map(([, count]) => count))
  return rows.map(([name, count, note]) => {
    const bar = barOf(count / most, BAR_WIDTH).padEnd(BAR_WIDTH)
    return `  ${name.padEnd(names)}  ${figure(count).padStart(counts)}  ${bar}  ${note}`.trimEnd()
  })
}
