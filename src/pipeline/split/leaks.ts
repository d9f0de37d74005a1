import { FinetapError } from '../../core/errors.ts'
import { digest } from '../digest.ts'
import { createGrowingNumbers } from '../work/growing-numbers.ts'
import { beginningsOfRow, createBeginningSightings, type IsStock } from './beginning-leaks.ts'
import { createKeyTable } from './key-table.ts'
import type { RowKeys } from './row-keys.ts'
import { splitCode, SPLIT_NAMES, splitName, type SplitName } from './splits.ts'

/** A row of the finished dataset. */
export type FinalRow = {
  readonly id: string
  readonly split: SplitName
  readonly keys: RowKeys
  /** The number of its cluster of near duplicates; -1 or absent: in none. */
  readonly cluster?: number
  /** A digest of its content, equal for exact duplicates. */
  readonly content?: string
}

/** Something that rows of several splits have in common. */
export type Leak = {
  readonly kind: (typeof KINDS)[number]
  readonly splits: readonly SplitName[]
  /** Of such rows, three at most; from each of the splits at least one. */
  readonly ids: readonly string[]
}

const MOST_LEAKS = 100
const MOST_IDS = 3

/** Looks for what stands in two splits, from nothing but the finished rows. At most the first 100 leaks are told. */
export type LeakSearch = {
  readonly see: (row: FinalRow) => void
  /** @param rows those that were seen; walked once, and once more when there are leaks, for their ids */
  readonly finish: (rows: Iterable<FinalRow>) => readonly Leak[]
}

/** @param isStock which beginnings may stand in every split; default: none */
export function createLeakSearch(isStock: IsStock = () => false): LeakSearch {
  const seen = createSightings()
  const begun = createBeginningSightings(isStock)
  const leaks = new Map<string, FinalRow[]>()
  const tell = (name: Leak['kind'], value: string): void => {
    if (leaks.size < MOST_LEAKS) leaks.set(`${name} ${value}`, [])
  }
  return {
    see(row) {
      begun.see(row)
      for (const { name, value } of sharedBy(row)) if (seen.inOtherSplit(name, value, row.split)) tell(name, value)
    },
    finish(rows) {
      for (const row of rows) for (const key of begun.leaksOf(row)) tell('beginning', key)
      return leaks.size === 0 ? [] : withSamples(leaks, rows)
    },
  }
}

function withSamples(leaks: ReadonlyMap<string, FinalRow[]>, rows: Iterable<FinalRow>): readonly Leak[] {
  for (const row of rows) {
    const begins = beginningsOfRow(row).map((value) => ({ name: 'beginning', value }) as const)
    for (const { name, value } of [...sharedBy(row), ...begins]) {
      const samples = leaks.get(`${name} ${value}`)
      if (samples !== undefined && samples.filter(({ split }) => split === row.split).length < MOST_IDS)
        samples.push(row)
    }
  }
  return [...leaks].flatMap(([name, samples]) => {
    const kind = KINDS.find((known) => name.startsWith(known))
    return kind === undefined ? [] : [leakOf(kind, samples)]
  })
}

/** The error that ends a build with leaks. */
export function leakError(leaks: readonly Leak[]): FinetapError {
  const told = leaks.slice(0, MOST_IDS).map(({ kind, splits, ids }) => {
    return `${kind} in ${splits.join(' and ')}: ${ids.join(', ')}`
  })
  return new FinetapError('split_leak', {
    what: `${leaks.length}${leaks.length === MOST_LEAKS ? ' or more' : ''} leaks between splits`,
    why: told.join('; '),
    fix: 'report it: finetap divides rows so that this cannot be, and leaves the folder as it was',
  })
}

const KINDS = ['tenant', 'user', 'conversation', 'near_duplicate', 'exact_duplicate', 'beginning'] as const

type Shared = { readonly name: Leak['kind']; readonly value: string }

/** What no row of another split may have. */
function sharedBy({ keys, cluster = -1, content }: FinalRow): readonly Shared[] {
  const shared: Shared[] = []
  if (keys.tenant !== undefined) shared.push({ name: 'tenant', value: keys.tenant })
  if (keys.user !== undefined) shared.push({ name: 'user', value: keys.user })
  shared.push({ name: 'conversation', value: keys.conversation })
  if (cluster !== -1) shared.push({ name: 'near_duplicate', value: digest(String(cluster)) })
  if (content !== undefined) shared.push({ name: 'exact_duplicate', value: digest(content) })
  return shared
}

function leakOf(kind: Leak['kind'], samples: readonly FinalRow[]): Leak {
  const splits = SPLIT_NAMES.filter((name) => samples.some(({ split }) => split === name))
  const firsts = splits.flatMap((name) => samples.find(({ split }) => split === name) ?? [])
  const ids = new Set([...firsts, ...samples].map(({ id }) => id))
  return { kind, splits, ids: [...ids].slice(0, MOST_IDS) }
}

/** In which split each value was seen first: about 30 bytes a value. */
function createSightings() {
  const tables = new Map(KINDS.map((kind) => [kind, { values: createKeyTable(), splits: createGrowingNumbers('u8') }]))
  return {
    inOtherSplit(kind: Leak['kind'], value: string, split: SplitName): boolean {
      const table = tables.get(kind)
      if (table === undefined) return false
      const id = table.values.intern(value)
      if (id === table.splits.size()) table.splits.push(splitCode(split))
      return splitName(table.splits.at(id)) !== split
    },
  }
}
