import { createHash } from 'node:crypto'
import { timeOf, type LogEvent } from '../../core/log-event.ts'

/** What is kept beside the body, to find a row by. */
export type Columns = {
  readonly key: string
  readonly at: number | null
  readonly type: string
  readonly id: string
  readonly conversation: string | null
  readonly user: string | null
  readonly tenant: string | null
  readonly target: string | null
}

const LONGEST = 500
const HASHED = 'sha256:'
const EARLIEST = Date.UTC(1, 0, 1)
const LATEST = Date.UTC(9999, 11, 31)

/** The id as a column holds it: PostgreSQL refuses NUL and lone surrogates, and an index what is long. */
export function textColumn(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1)
  return escaped.length <= LONGEST ? escaped : `${HASHED}${createHash('sha256').update(escaped).digest('hex')}`
}

export function columnsOf(event: LogEvent): Columns {
  const kind = event.type === 'other' ? `other ${event.kind}` : event.type
  // Events of an unknown type may have no id: only what is wholly the same is then the same.
  const identity = event.id === '' ? bodyOf(event) : event.id
  const time = Date.parse(timeOf(event))
  return {
    key: createHash('sha256')
      .update(JSON.stringify([kind, identity]))
      .digest('hex')
      .slice(0, 32),
    at: time >= EARLIEST && time <= LATEST ? time : null,
    type: event.type,
    id: textColumn(event.id),
    ...subjectsOf(event),
  }
}

/** The JSON of an event. */
export function bodyOf(event: LogEvent): string {
  return JSON.stringify(event.type === 'other' ? event.value : event)
}

/** True when the column tells the id of just this event. */
export function isNameable({ id }: Columns): boolean {
  return id !== '' && !id.startsWith(HASHED)
}

type Subjects = Pick<Columns, 'conversation' | 'user' | 'tenant' | 'target'>

function subjectsOf(event: LogEvent): Subjects {
  if (event.type === 'generation') {
    const { conversationId, userId, tenantId } = event
    return { conversation: column(conversationId), user: column(userId), tenant: column(tenantId), target: null }
  }
  if (event.type !== 'feedback' && event.type !== 'review') {
    return { conversation: null, user: null, tenant: null, target: null }
  }
  const conversation = 'conversationId' in event.target ? event.target.conversationId : undefined
  const target: unknown = Object.values(event.target)[0]
  return { conversation: column(conversation), user: column(event.by), tenant: null, target: column(target) }
}

function column(value: unknown): string | null {
  return typeof value === 'string' ? textColumn(value) : null
}
