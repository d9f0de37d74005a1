import { figure, listCounts, many, percent } from './figures.ts'
import { explainReason } from './reasons.ts'
import type { BuildReport } from './report.ts'
import { wrapText } from './wrap-text.ts'

const MOST_NAMES = 6
const MASKING = 'redact-personal-data'
const NOTHING_MASKED = 'nothing: no step masks personal data'

/** What the rows consist of and what the log says of its calls, a line each; what is not known is left out. */
export function renderFacts({ lengths, redactions, statistics, log, steps }: BuildReport): readonly string[] {
  const { user, assistant } = lengths
  const { conversation, users, models, languages, flags, turns, feedback } = statistics
  const facts: (readonly [label: string, text: string])[] = [
    [
      'Lengths',
      `user ${figure(user.meanCharacters)} · assistant ${figure(assistant.meanCharacters)} characters on average`,
    ],
  ]
  const add = (label: string, text: string): void => void (text !== '' && facts.push([label, text]))
  if (statistics.rows > 0) {
    const { p50, p95, max } = conversation.tokens
    add('Tokens', `about ${figure(p50)} a row in the middle · 95 of 100 up to ${figure(p95)} · longest ${figure(max)}`)
    add(
      'Turns',
      listCounts(turns, MOST_NAMES, (name) => (name === '1' ? '1 turn' : `${name} turns`)),
    )
  }
  if (users.rows > 0) {
    const about = users.keys.exact ? '' : 'about '
    add('Users', `${about}${many(users.keys.count, 'user')} · largest ${percent(users.largestShare)} of their rows`)
  }
  add('Models', listCounts(models, MOST_NAMES))
  // Nothing is said by a list that holds only what could not be told.
  if (Object.keys(languages).some((code) => code !== 'und')) add('Languages', listCounts(languages, MOST_NAMES))
  add('Masked', steps.some(({ name }) => name === MASKING) ? listCounts(redactions, MOST_NAMES) : NOTHING_MASKED)
  add('Flags', listCounts(flags, MOST_NAMES, flagInWords))
  if (feedback.up + feedback.down > 0)
    add('Thumbs', `${figure(feedback.up)} up, ${figure(feedback.down)} down on the answers to train`)
  if (log !== undefined) add('Calls', callsOf(log))
  return facts.flatMap(([label, text]) => wrapText(`  ${label.padEnd(WIDTH)}  ${text}`, ' '.repeat(WIDTH + 4)))
}

function flagInWords(flag: string): string {
  const note = explainReason(flag)
  return note === undefined ? flag : `${note.title} (${flag})`
}

const WIDTH = 'Languages'.length

function callsOf({ errorRate, abortRate, models }: NonNullable<BuildReport['log']>): string {
  const [slowest] = Object.entries(models)
    .flatMap(([model, { durationMs }]) => (durationMs === undefined ? [] : [{ model, p95: durationMs.p95 }]))
    .sort((a, b) => b.p95 - a.p95)
  const parts = [`${percent(errorRate)} failed`, `${percent(abortRate)} stopped`]
  if (slowest !== undefined) parts.push(`${slowest.model} within ${figure(slowest.p95)} ms (95 of 100)`)
  return parts.join(' · ')
}
