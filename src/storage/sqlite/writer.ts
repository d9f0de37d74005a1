import type { DatabaseSync } from 'node:sqlite'
import type { Erasure, ErasureSelector } from '../../core/erasure.ts'
import type { Generation } from '../../core/generation.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { ErasureResult } from '../../core/store.ts'
import { upgradeEvent } from '../../core/upgrade.ts'
import type { ErasureFilter } from '../erasure/filter.ts'
import { planErasure } from '../erasure/plan.ts'
import { inTransaction } from './connection.ts'
import { createKnownErasures, keysOf } from './known-erasures.ts'
import type { Settings } from './protocol.ts'
import { recordIn, removeErased, rowsNamed, type Named } from './remove-erased.ts'
import { createRows } from './rows.ts'
import { createTidying } from './tidying.ts'

export type Writer = {
  /** All of the calls or none. */
  append(calls: readonly (readonly LogEvent[])[]): Promise<void>
  erase(selector: ErasureSelector, reason: string | undefined): Promise<ErasureResult>
  /** Closes the database too. */
  close(): Promise<void>
}

/** So long does an erasure wait for readers who are nearly done. */
const PATIENCE_MS = 250

export function createWriter(
  db: DatabaseSync,
  { secret, busyTimeoutMs }: Pick<Settings, 'secret' | 'busyTimeoutMs'>,
): Writer {
  const keys = inTransaction(db, () => keysOf(db, secret))
  const known = createKnownErasures(db, keys)
  const rows = createRows(db)
  const { owe, scatter, tidy, stop } = createTidying(db, busyTimeoutMs)

  /** What failed half-way has built on rows that are not there. */
  function transaction<Result>(body: () => Result): Result {
    try {
      return inTransaction(db, () => {
        if (known.refresh()) {
          rows.forget()
          // Of another process, which may be gone: its part of the log is ours to empty.
          owe()
        }
        return body()
      })
    } catch (error) {
      known.forget()
      rows.forget()
      throw error
    }
  }

  function erasedBy(erasures: readonly Erasure[], named?: readonly Named[]): void {
    removeErased(db, erasures, keys, named)
    rows.forget()
    scatter()
  }

  return {
    async append(calls) {
      transaction(() => {
        for (const events of calls) {
          const erasures = events.filter((event) => event.type === 'erasure')
          if (erasures.length > 0) erasedBy(erasures)
          put(rows, events, known.filterWith(erasures))
          if (erasures.length > 0) known.refresh()
        }
      })
      await tidy(0)
    },
    async erase(selector, reason) {
      const result = transaction(() => {
        const plan = planErasure({ selector, key: keys[0], reason })
        const named = namedBy(selector)
        for (const generation of generationsNamed(db, named)) plan.take(generation)
        const erasure = plan.event()
        erasedBy([erasure], [named])
        put(rows, [erasure], () => false)
        return { erasure, hidden: plan.hidden() }
      })
      const pending = (await tidy(PATIENCE_MS)) ? 0 : result.hidden
      return { ...result, rewritten: result.hidden - pending, pending }
    },
    async close() {
      await tidy(0)
      stop()
      db.close()
    },
  }
}

function generationsNamed(db: DatabaseSync, named: Named): readonly Generation[] {
  return rowsNamed(db, named).flatMap((row) => {
    const upgraded = upgradeEvent(recordIn(row))
    return upgraded.ok && upgraded.event.type === 'generation' ? [upgraded.event] : []
  })
}

function namedBy(selector: ErasureSelector): Named {
  if ('userId' in selector) return { field: 'userId', value: selector.userId }
  if ('tenantId' in selector) return { field: 'tenantId', value: selector.tenantId }
  if ('conversationId' in selector) return { field: 'conversationId', value: selector.conversationId }
  return { field: 'generationId', value: selector.generationId }
}

function put(rows: ReturnType<typeof createRows>, events: readonly LogEvent[], isErased: ErasureFilter): void {
  for (const event of events) if (!isErased(event)) rows.add(event)
}
