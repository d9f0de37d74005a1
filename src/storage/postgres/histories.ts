import type { Decoder } from '../codec/decoder.ts'
import { WINDOW_LIMITS } from '../codec/window.ts'
import type { Database, Row } from './connect.ts'
import type { Names } from './names.ts'
import { parseJson } from './parse.ts'
import { lookUpChains, oneHistory, wholeOf, wholeOfChain, type Chain, type Whole } from './whole.ts'

/** Makes the rows of one scan whole. What the decoder has not met is asked for, of many rows at once. */
export type Histories = {
  /** A row of a page; undefined when it is gone. Those behind it will be asked about next. */
  readonly whole: (page: readonly Row[], index: number) => Promise<Whole | undefined>
}

const CHAIN_BYTES = 8 * 1_024 * 1_024
/** One that is larger would drive all others out of the decoder's window, and then itself. */
const LARGE_BYTES = WINDOW_LIMITS.size / 2
const FIRST_CHAINS = 32
const MOST_CHAINS = 256

export function createHistories(database: Database, names: Names, decoder: Decoder): Histories {
  const large = oneHistory()
  const found = new Map<Row, Whole | undefined>()
  // What builds on a damaged history is not looked for.
  const damaged = new Set<unknown>()
  let most = FIRST_CHAINS

  async function lookUp(rows: readonly Row[]): Promise<void> {
    const roots = rootsOf(rows).slice(0, most)
    const chains = await database.use((connection) => lookUpChains(connection, names, roots, CHAIN_BYTES))
    for (const [index, chain] of chains.entries()) {
      const root = roots[index]
      if (root !== undefined) found.set(root, wholeBehind(chain))
    }
    // Where few are large enough to fill it, the server need not measure the others again and again.
    most = Math.min(MOST_CHAINS, 2 * chains.length)
  }

  /** Those that build on what is neither known nor among them. */
  function rootsOf(rows: readonly Row[]): readonly Row[] {
    const known = new Set<unknown>()
    return rows.filter((row, index) => {
      const { type, id, base } = row
      if (type === 'generation') known.add(id)
      if (index === 0) return true
      if (base === null || known.has(base) || damaged.has(base)) return false
      return !found.has(row) && !decoder.has(baseOf(row)) && !large.has(baseOf(row))
    })
  }

  function wholeBehind(chain: Chain): Whole | undefined {
    const bytes = chain.reduce((sum, { body }) => sum + String(body).length, 0)
    const whole = bytes > LARGE_BYTES ? undefined : wholeOfChain(decoder, chain)
    // So is one that does not look it.
    return whole === undefined || isMissing(whole) ? wholeOfChain(large, chain) : whole
  }

  function fromMemory(row: Row): Whole {
    const whole = wholeOf(decoder, row)
    return isMissing(whole) && large.has(baseOf(row)) ? wholeOf(large, row) : whole
  }

  async function find(row: Row, page: readonly Row[], index: number): Promise<Whole | undefined> {
    if (!found.has(row)) {
      const whole = fromMemory(row)
      if (!isMissing(whole)) return whole
      if (damaged.has(row['base'])) return missingBase(row)
      await lookUp(page.slice(index))
    }
    const whole = found.get(row)
    found.delete(row)
    return whole
  }

  return {
    async whole(page, index) {
      const row = page[index]
      const whole = row === undefined ? undefined : await find(row, page, index)
      if (row !== undefined && whole !== undefined && isMissing(whole)) damaged.add(row['id'])
      return whole
    },
  }
}

function isMissing(whole: Whole): boolean {
  return !whole.ok && whole.reason === 'missing_base'
}

function missingBase(row: Row): Whole {
  return { ok: false, reason: 'missing_base', detail: `generation ${baseOf(row)}, on which it builds, was not read` }
}

/** As its own row calls it. */
function baseOf({ base }: Row): string {
  return String(parseJson(`"${String(base)}"`))
}
