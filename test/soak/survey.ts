import type { Damage } from '../../src/core/store.ts'
import { namesOf } from '../support/faults/call.ts'
import { openStore } from '../support/faults/open-store.ts'
import { parseCallName } from './names.ts'

/** What a log holds, without what was said. */
export type Survey = {
  /** By writer, in the order of the log. */
  readonly numbers: ReadonlyMap<string, readonly number[]>
  readonly calls: number
  /** Calls that gap events say were dropped. */
  readonly missing: number
  readonly damages: readonly Damage[]
}

export async function survey(kind: string, place: string): Promise<Survey> {
  const numbers = new Map<string, number[]>()
  const damages: Damage[] = []
  let calls = 0
  let missing = 0
  const store = await openStore(kind, { place })
  for await (const event of store.read({ onDamage: (damage) => damages.push(damage) })) {
    if (event.type === 'gap') missing += sumOf(event.dropped)
    for (const name of namesOf([event])) {
      const { writer, number } = parseCallName(name)
      const known = numbers.get(writer)
      if (known === undefined) numbers.set(writer, [number])
      else known.push(number)
      calls += 1
    }
  }
  await store.close()
  return { numbers, calls, missing, damages }
}

export function sumOf(counts: { readonly [name: string]: number }): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}
