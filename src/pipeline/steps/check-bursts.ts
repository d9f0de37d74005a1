import { badOption, checkOptions } from '../../core/check-options.ts'
import type { Example } from '../../core/example.ts'
import { textOf } from '../../core/message.ts'
import type { CorpusStep, Verdict } from '../../core/step.ts'
import { countLetters, weightOfLetters } from '../language/scripts.ts'
import type { RuleAction } from './judge-answers.ts'
import { encodeNote, groupsOf, hashNumber, NO_KEY, readNotes, userKeyOf } from './notes.ts'
import { textFolder } from './text/fold-text.ts'
import { ACTIONS, requireChoice } from './require-choice.ts'

export type CheckBurstsOptions = {
  /** Default `'flag'`. */
  readonly action?: RuleAction
  /** The most conversations of one user within `minutes`. Default 100. */
  readonly conversations?: number
  /** Default 10. */
  readonly minutes?: number
  /** The most conversations of one user within a day that open with the same message. Default 5. */
  readonly copies?: number
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** Anybody says "hi" often; only longer openings (in letters; those of Chinese, Japanese and Korean count three times) tell. */
const LEAST_LETTERS = 10
const BEGINNING = 60
const foldOpening = textFolder({
  change: (text) => text.normalize('NFKC').toLowerCase(),
  parting: /[\s\p{P}]+/gu,
})

type Limit = { readonly most: number; readonly withinMs: number }

/**
 * Notices users that no person can be, reason `bot_burst`: more than 100 conversations within 10 minutes, or more than 5
 * within a day that open with the same message (but for case, white space and signs). The first of a burst stays as it
 * is. A user is the user id within its tenant, else the session; examples with neither are left alone.
 *
 * @example buildDataset({ rules: { bursts: 'drop' }, … })
 */
export function checkBursts(options: CheckBurstsOptions = {}): CorpusStep {
  checkOptions('checkBursts', options, {
    action: 'string',
    conversations: 'number',
    minutes: 'number',
    copies: 'number',
  })
  requireChoice('action of checkBursts', options.action, ACTIONS)
  const { action = 'flag', conversations = 100, minutes = 10, copies = 5 } = options
  if (![conversations, minutes, copies].every((limit) => limit > 0)) {
    throw badOption('A limit of checkBursts is not above 0', 'pass numbers above 0, or leave them out')
  }
  const verdict: Verdict =
    action === 'drop' ? { kind: 'drop', reason: 'bot_burst' } : { kind: 'flag', flag: 'bot_burst' }
  return {
    name: 'check-bursts',
    version: 1,
    note: noteOf,
    async decide(corpus) {
      const columns = await readNotes(corpus, 4)
      const [users, openings, times, ids] = columns
      const hit = new Uint8Array(corpus.size)
      if (users === undefined || openings === undefined || times === undefined || ids === undefined)
        return () => undefined
      const rate = { most: conversations, withinMs: minutes * MINUTE }
      for (const group of groupsOf(users)) markBursts(group, { times, ids, hit }, rate)
      await corpus.pause()
      for (const group of groupsOf(openings)) markBursts(group, { times, ids, hit }, { most: copies, withinMs: DAY })
      return (index) => (hit[index] === 1 ? verdict : undefined)
    },
  }
}

function noteOf(example: Example): Uint8Array {
  const user = userKeyOf(example)
  const opening = user === NO_KEY ? '' : openingOf(example)
  return encodeNote([
    user,
    opening === '' ? NO_KEY : hashNumber(String(user), opening),
    Date.parse(example.startedAt) || 0,
    hashNumber(example.conversationId),
  ])
}

/** The first message of the user, as it is compared; `''` where it is too short to tell anything. */
function openingOf({ messages }: Example): string {
  const first = messages.find(({ message }) => message.role === 'user')
  const text = first === undefined ? '' : textOf(first.message)
  // Most openings say enough in their first words.
  const isLong = saysEnough(text.slice(0, BEGINNING)) || saysEnough(text)
  return isLong ? foldOpening(text) : ''
}

function saysEnough(text: string): boolean {
  return weightOfLetters(countLetters(text)) >= LEAST_LETTERS
}

type Rows = { readonly times: Float64Array; readonly ids: Float64Array; readonly hit: Uint8Array }

/** Marks every conversation but the first within each stretch of time that holds too many of them. */
function markBursts(group: Uint32Array, { times, ids, hit }: Rows, { most, withinMs }: Limit): void {
  if (group.length <= most) return
  const order = group.toSorted((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b)
  const timeAt = (place: number): number => times[order[place] ?? 0] ?? 0
  const idAt = (place: number): number => ids[order[place] ?? 0] ?? 0
  const open = new Map<number, number>()
  let start = 0
  let marked = 0
  for (let place = 0; place < order.length; place += 1) {
    open.set(idAt(place), (open.get(idAt(place)) ?? 0) + 1)
    for (; timeAt(place) - timeAt(start) > withinMs; start += 1) {
      const left = (open.get(idAt(start)) ?? 1) - 1
      if (left === 0) open.delete(idAt(start))
      else open.set(idAt(start), left)
    }
    if (open.size <= most) continue
    for (let next = Math.max(start, marked); next <= place; next += 1) {
      if (idAt(next) !== idAt(start)) hit[order[next] ?? 0] = 1
    }
    marked = place + 1
  }
}
