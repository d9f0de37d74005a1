import { isDeepStrictEqual } from 'node:util'
import { FinetapError } from '../../../src/core/errors.ts'
import type { LogEvent } from '../../../src/core/log-event.ts'
import type { Damage, DamageReason, Store } from '../../../src/core/store.ts'
import { parseTurnId, turnId, turnOf } from './turns.ts'

/** What a writer gave to a store, by its own account. */
export type WriterAccount = {
  readonly writer: string
  /** Its turns from 0 on; those behind it were never given. */
  readonly given: number
  /** The numbers of those of which the store said that they are kept. */
  readonly acknowledged: readonly number[]
  /** The numbers of those that the store refused: they may not be there. */
  readonly refused?: readonly number[]
}

export type Expected = {
  readonly accounts: readonly WriterAccount[]
  /** What the fault explains (default: nothing). */
  readonly damages?: readonly DamageReason[]
  /** True when a turn may be given a second time with the same id, after a failure. */
  readonly mayRepeat?: boolean
}

/** What contradicts the accounts, in words; none is right. `lost` counts acknowledged turns that are not there. */
export type Audit = { readonly faults: readonly string[]; readonly lost: number; readonly kept: number }

type Readout = { readonly events: readonly LogEvent[]; readonly damages: readonly Damage[] }

/** Reads all of the store, and compares it with what the writers say. */
export async function audit(store: Store, expected: Expected): Promise<Audit> {
  const { events, damages } = await readAllOf(store)
  const faults = unexplained(damages, expected.damages ?? [])
  const byWriter = Map.groupBy(events.filter(isGeneration), ({ id }) => parseTurnId(id)?.writer)
  const known = new Set(expected.accounts.map(({ writer }) => writer))
  for (const writer of byWriter.keys()) {
    if (writer === undefined || !known.has(writer)) faults.push(`events of ${writer}, which gave none`)
  }
  let lost = 0
  for (const account of expected.accounts) {
    const kept = byWriter.get(account.writer) ?? []
    const missing = missingFrom(kept, account)
    lost += missing.length
    faults.push(...missing, ...strange(kept, account, expected.mayRepeat ?? false))
  }
  return { faults, lost, kept: events.length }
}

/** `audit`, and throws when there is a fault. */
export async function assertAccounts(store: Store, expected: Expected): Promise<Audit> {
  const audited = await audit(store, expected)
  const { faults } = audited
  if (faults.length === 0) return audited
  throw new Error(`${faults.length} faults in ${store.name}:\n${faults.slice(0, 20).join('\n')}`)
}

/** What a recorder says of itself must add up: each turn that the app had is written or dropped. Throws otherwise. */
export function assertCounts(
  turns: number,
  { written, dropped, queued, active }: Counts,
  inStore: number = written,
): void {
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0)
  const said = `${turns} turns = ${written} written + ${lost} dropped ${JSON.stringify(dropped)}`
  if (queued.count !== 0 || active !== 0) throw new Error(`${said}, and ${queued.count} queued, ${active} active`)
  if (turns !== written + lost) throw new Error(`it does not add up: ${said}`)
  if (inStore !== written) throw new Error(`${inStore} turns are in the store, but ${said}`)
}

export type Counts = {
  readonly written: number
  readonly dropped: { readonly [reason: string]: number }
  readonly queued: { readonly count: number }
  readonly active: number
}

export async function readAllOf(store: Store): Promise<Readout> {
  const damages: Damage[] = []
  const events: LogEvent[] = []
  try {
    for await (const event of store.read({ onDamage: (damage) => damages.push(damage) })) events.push(event)
  } catch (error) {
    // A writer may have been killed before its first write.
    if (!(FinetapError.isInstance(error) && error.code === 'log_missing')) throw error
  }
  return { events, damages }
}

function unexplained(damages: readonly Damage[], reasons: readonly DamageReason[]): string[] {
  return damages
    .filter(({ reason }) => !reasons.includes(reason))
    .map(({ reason, place, offset }) => `damage: ${reason} in ${place} at ${offset}`)
}

function missingFrom(kept: readonly LogEvent[], { writer, acknowledged }: WriterAccount): readonly string[] {
  const ids = new Set(kept.map(({ id }) => id))
  return acknowledged
    .filter((number) => !ids.has(turnId(writer, number)))
    .map((number) => `${turnId(writer, number)} was acknowledged and is not there`)
}

function strange(
  kept: readonly LogEvent[],
  { writer, given, refused = [] }: WriterAccount,
  mayRepeat: boolean,
): readonly string[] {
  const faults: string[] = []
  const mayMiss = new Set(refused)
  const seen = new Set<string>()
  let last = -1
  for (const event of kept) {
    const number = parseTurnId(event.id)?.number ?? -1
    if (number < 0 || number >= given) faults.push(`${event.id} was never given: ${writer} gave ${given}`)
    else if (!isDeepStrictEqual(event, turnOf(writer, number))) faults.push(`${event.id} is not what was given`)
    if (mayMiss.has(number)) faults.push(`${event.id} was refused, and is there`)
    if (seen.has(event.id) && !mayRepeat) faults.push(`${event.id} is there twice`)
    if (number < last && !seen.has(event.id)) faults.push(`${event.id} comes behind number ${last}`)
    seen.add(event.id)
    last = Math.max(last, number)
  }
  return faults
}

function isGeneration({ type }: LogEvent): boolean {
  return type === 'generation'
}
