import { appendingCases } from './store/appending.ts'
import { concurrencyCases } from './store/concurrency.ts'
import { damageCases } from './store/damaging.ts'
import { endingCases } from './store/ending.ts'
import { erasingCases } from './store/erasing.ts'
import { lifecycleCases } from './store/lifecycle.ts'
import { inPlace, type CreatePlace } from './store/place.ts'
import { rangeCases } from './store/ranges.ts'
import { scanningCases } from './store/scanning.ts'
import { valueCases } from './store/values.ts'
import type { TestRunner } from './test-runner.ts'

export type StoreUnderTest = {
  /** How the store is called in the names of the tests. */
  readonly name: string
  /** Makes an empty store at a place of its own; called once a test. */
  readonly create: CreatePlace
}

const GROUPS = {
  'appending and reading': appendingCases,
  ranges: rangeCases,
  'scanning and cursors': scanningCases,
  erasing: erasingCases,
  'odd values and ids': valueCases,
  'many writers': concurrencyCases,
  damage: damageCases,
  'opening and closing': lifecycleCases,
  'the end of the process': endingCases,
}

/**
 * The contract of `Store`, as tests: what a store gives back, in which order, what its cursors promise, what erasing
 * and closing mean, and whether its `capabilities` are true.
 *
 * Without `reopen`, what needs a second handle on the same place passes unchecked; so does what is about `appendSync` with
 * a store that has none, and what is about damage without `damage`.
 *
 * @example
 * async function create() {
 *   const dir = await mkdtemp(join(tmpdir(), 'store-'))
 *   return { store: jsonlStore(dir), reopen: () => jsonlStore(dir), dispose: () => rm(dir, { recursive: true }) }
 * }
 * testStore({ name: 'jsonlStore', create }, { describe, test })
 */
export function testStore({ name, create }: StoreUnderTest, { describe, test }: TestRunner): void {
  describe(`store ${name}`, () => {
    for (const [group, cases] of Object.entries(GROUPS)) {
      describe(group, () => {
        for (const [title, run] of Object.entries(cases)) test(title, () => inPlace(create, run))
      })
    }
  })
}
