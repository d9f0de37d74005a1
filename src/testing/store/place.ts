import { FinetapError } from '../../core/errors.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { ReadRange, Scanned, ScanOptions, Store } from '../../core/store.ts'

/** A fresh store, and what lies behind it. */
export type StorePlace = {
  readonly store: Store
  /** Another handle on the same place, as a second process would make it. Absent for stores that do not persist. */
  readonly reopen?: () => Store | Promise<Store>
  /** Spoils what is kept of the event with this id, with no store open. Absent where nothing can be spoilt. */
  readonly damage?: (id: string) => void | Promise<void>
  /** Removes what the test left behind; the stores are closed by then. */
  readonly dispose?: () => Promise<void>
}

export type CreatePlace = () => StorePlace | Promise<StorePlace>

/** Tests by their names. */
export type StoreCases = { readonly [name: string]: (place: StorePlace) => Promise<void> }

/** Runs `body` with a place of its own, closes every store that was opened there, and disposes of it. */
export async function inPlace(create: CreatePlace, body: (place: StorePlace) => Promise<void>): Promise<void> {
  const { store, reopen, damage, dispose } = await create()
  const opened = [store]
  async function open(again: () => Store | Promise<Store>): Promise<Store> {
    const other = await again()
    opened.push(other)
    return other
  }
  try {
    await body({
      store,
      ...(reopen === undefined ? {} : { reopen: () => open(reopen) }),
      ...(damage === undefined ? {} : { damage }),
    })
  } finally {
    for (const other of opened) await other.close()
    await dispose?.()
  }
}

export async function readAll(store: Store, range?: ReadRange): Promise<readonly LogEvent[]> {
  const events: LogEvent[] = []
  for await (const event of store.read(range)) events.push(event)
  return events
}

/** As `readAll`; a place where nothing was written yet may also say that there is no log. */
export async function readAllOrNone(store: Store): Promise<readonly LogEvent[]> {
  try {
    return await readAll(store)
  } catch (error) {
    if (FinetapError.isInstance(error) && error.code === 'log_missing') return []
    throw error
  }
}

export async function scanAll(store: Store, options?: ScanOptions): Promise<readonly Scanned[]> {
  const found: Scanned[] = []
  for await (const scanned of store.scan(options)) found.push(scanned)
  return found
}

/** The ids of the generations among the events. */
export function generationIds(events: readonly LogEvent[]): readonly string[] {
  return events.filter((event) => event.type === 'generation').map(({ id }) => id)
}
