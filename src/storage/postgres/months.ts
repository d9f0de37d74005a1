import { textField } from '../../core/field.ts'
import { timeOf, type LogEvent } from '../../core/log-event.ts'
import type { Connection, Database } from './connect.ts'
import type { Names } from './names.ts'

/** Sees to it that there is a partition for the month of each event. */
export type Months = (events: readonly LogEvent[]) => Promise<void>

// A clock that is wrong must not make partitions without end: what lies far away goes into the one for the rest.
const REACH_YEARS = 5

// Rows of the month lie in the partition for the rest already, or the role may not make one: they go there.
const TOLERATED = ['23514', '42501']

export function createMonths(database: Database, { table }: Names): Months {
  const known = new Set<string>()
  return async (events) => {
    for (const month of new Set(events.map(monthOf))) {
      if (month === undefined || known.has(month)) continue
      const add = (connection: Connection) =>
        connection.query(`SELECT ${table('add_month')}($1::date)`, [`${month}-01`])
      await database.use(add).catch((cause: unknown) => {
        if (!TOLERATED.includes(textField(cause, 'code') ?? '')) throw cause
      })
      known.add(month)
    }
  }
}

function monthOf(event: LogEvent): string | undefined {
  const time = new Date(timeOf(event))
  if (Number.isNaN(time.getTime())) return undefined
  const years = Math.abs(time.getUTCFullYear() - new Date().getUTCFullYear())
  return years <= REACH_YEARS ? time.toISOString().slice(0, 7) : undefined
}
