import fc from 'fast-check'
import type { Feedback } from '../../../../src/core/feedback.ts'
import type { Generation } from '../../../../src/core/generation.ts'
import type { LogEvent } from '../../../../src/core/log-event.ts'
import type { Message } from '../../../../src/core/message.ts'
import { assistant, generation, second, system, user } from '../../support/generations.ts'

/** One thing that happens in an app: numbers choose among what is there by then. */
export type Happening = {
  readonly kind: 'ask' | 'copy' | 'edit' | 'erase' | 'fail' | 'foreign' | 'judge' | 'regenerate' | 'repeat' | 'use tool'
  readonly one: number
  readonly other: number
}

export const happenings = (size: number): fc.Arbitrary<readonly Happening[]> =>
  fc.array(
    fc.record({
      kind: fc.constantFrom<Happening['kind'][]>(
        ...(['ask', 'ask', 'ask', 'copy', 'copy', 'regenerate', 'edit', 'use tool'] as const),
        ...(['fail', 'judge', 'judge', 'erase', 'repeat', 'foreign'] as const),
      ),
      one: fc.nat(),
      other: fc.nat(),
    }),
    { minLength: size, maxLength: size * 2 },
  )

type Chat = { readonly labels: Partial<Generation>; readonly path: readonly Message[]; readonly last: Generation }

/** A log that grows: what happens later knows what happened before. */
export function createWildLog() {
  const events: LogEvent[] = []
  const chats: Chat[] = []
  let count = 0

  const words = (name: string, size: number): string => Array.from({ length: size }, (_, n) => `${name}${n}`).join(' ')

  function call(chat: Pick<Chat, 'labels'>, request: readonly Message[], answer: Message, more: object = {}): void {
    count += 1
    const id = `g${String(count).padStart(4, '0')}`
    const last = generation({ id, startedAt: second(count), ...chat.labels, request, answer: [answer], ...more })
    events.push(last)
    chats.push({ labels: chat.labels, path: [...request, answer], last })
  }

  function open(one: number, other: number): Pick<Chat, 'labels' | 'path'> {
    const named = one % 4 === 0 ? {} : { conversationId: `c${count}` }
    const person = other % 3 === 0 ? {} : { userId: `u${other % 9}` }
    const session = one % 5 === 0 ? { sessionId: `s${other % 7}` } : {}
    return { labels: { ...named, ...person, ...session }, path: one % 3 === 0 ? [system('Be kind to everybody.')] : [] }
  }

  function happen({ kind, one, other }: Happening): void {
    const chat = chats[one % (chats.length + 1)]
    const asked = user(words(`q${count}x`, 8))
    if (chat === undefined || kind === 'ask') {
      const { labels, path } = chat === undefined || other % 2 === 0 ? open(one, other) : chat
      return call({ labels }, [...path, asked], assistant(words(`a${count}x`, 12 + (other % 30))))
    }
    const { request, response } = chat.last
    switch (kind) {
      case 'regenerate':
        return call(chat, request.messages, assistant(words(`r${count}x`, 20)))
      case 'edit':
        return call(chat, [...request.messages.slice(0, -1), asked], assistant(words(`e${count}x`, 20)))
      case 'fail':
        return call(chat, [...chat.path, asked], assistant('half of'), { status: 'aborted' })
      case 'copy': {
        const near = other % 3 === 0 ? '' : ` and one${count} more`
        const told = response.messages.flatMap(({ parts }) => parts.flatMap((p) => (p.type === 'text' ? [p.text] : [])))
        return call(open(one, other), request.messages, assistant(`${told.join(' ')}${near}`))
      }
      case 'use tool': {
        const wish: Message = {
          role: 'assistant',
          parts: [{ type: 'tool_call', id: `t${count}`, name: 'look', arguments: { n: count } }],
        }
        const found: Message = { role: 'tool', parts: [{ type: 'tool_result', id: `t${count}`, result: count }] }
        call(chat, [...chat.path, asked], wish)
        return call(chat, [...chat.path, asked, wish, found], assistant(words(`t${count}x`, 14)))
      }
      case 'judge':
        return void events.push(judgement(`f${events.length}`, chat.last.id, other))
      case 'erase':
        return void events.push({
          v: 1,
          type: 'erasure',
          id: `e${events.length}`,
          at: second(100_000),
          selector: { generationId: chat.last.id },
        })
      case 'repeat':
        return void events.push(chat.last)
      default:
        return void events.push(strange(`o${events.length}`))
    }
  }

  return { happen, events: (): readonly LogEvent[] => [...events] }
}

function judgement(id: string, generationId: string, other: number): Feedback {
  const about = { v: 1, type: 'feedback', id, at: second(200_000 + other), target: { generationId } } as const
  if (other % 4 === 0) return { ...about, kind: 'thumb', value: 'down' }
  if (other % 4 === 1)
    return { ...about, kind: 'correction', value: `This is how ${generationId} should have been said.` }
  return { ...about, kind: 'thumb', value: 'up' }
}

/** An event of a kind that nobody knows. */
function strange(id: string): LogEvent {
  return { v: 1, type: 'other', id, kind: 'note', value: { v: 1, type: 'note', id } }
}

export function wildLog(happened: readonly Happening[]): readonly LogEvent[] {
  const log = createWildLog()
  for (const one of happened) log.happen(one)
  return log.events()
}

/** The same events in another order. */
export function shuffled(events: readonly LogEvent[], seed: number): readonly LogEvent[] {
  const rank = (index: number): number => Math.imul(index + 1, seed | 1) % 9973
  const ranked = events.map((event, index) => ({ event: structuredClone(event), rank: rank(index) }))
  return ranked.sort((a, b) => a.rank - b.rank).map(({ event }) => event)
}
