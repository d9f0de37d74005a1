import { join } from 'node:path'
import { readLineageLine, type LineageLine } from '../output/lineage.ts'
import type { Manifest } from '../output/manifest.ts'
import { readLines } from '../output/read-lines.ts'
import { hashText } from '../report/statistics/hash-text.ts'
import type { SplitName } from '../split/splits.ts'

/** Lines of both lineages that are held at a time, at about 200 bytes. */
const LINES = 400_000
const SAMPLES = 20

/** A dataset that is there to be compared. */
export type OpenDataset = { readonly folder: string; readonly manifest: Manifest }

/** Examples that differ in one way. */
export type RowChange = {
  readonly count: number
  /** The smallest ids, at most 20. */
  readonly samples: readonly string[]
}

/** How the examples of two datasets differ, by their ids. */
export type RowChanges = {
  readonly same: number
  readonly added: RowChange
  readonly removed: RowChange
  /**
   * In both, in the same split, with other generations or other rows in a format that both have. Where one of them is of
   * an earlier version, see `LINEAGE_VERSION`, only another number of rows is noticed.
   */
  readonly changed: RowChange
  /** In both and in another split, by where from and to, such as `train → test`. */
  readonly moved: { readonly [way: string]: RowChange }
}

/**
 * Compares two lineages. They are read as often as it takes to hold only a part of them at a time: once for up to
 * 400,000 examples of both together.
 */
export async function compareRows(
  before: OpenDataset,
  after: OpenDataset,
  linesAtATime: number = LINES,
): Promise<RowChanges> {
  const shares = Math.max(1, Math.ceil((before.manifest.examples + after.manifest.examples) / linesAtATime))
  const [a, b] = [before, after].map(formatsOf)
  const common = new Set(a?.filter((name) => b?.includes(name)))
  const hasDigests = [before, after].every(({ manifest }) => (manifest.lineage.version ?? 1) >= 2)
  const remembered = (line: LineageLine): Remembered => remember(line, common, hasDigests)
  const tally = createTally()
  for (let share = 0; share < shares; share += 1) {
    const known = new Map<string, Remembered>()
    for await (const line of linesOf(before, share, shares)) known.set(line.id, remembered(line))
    for await (const line of linesOf(after, share, shares)) {
      const old = known.get(line.id)
      known.delete(line.id)
      tally.compare(line.id, old, remembered(line))
    }
    for (const id of known.keys()) tally.compare(id, known.get(id), undefined)
  }
  return tally.changes()
}

type Remembered = { readonly split: SplitName; readonly content: number }

/** The names of its formats. */
export function formatsOf({ manifest }: OpenDataset): readonly string[] {
  return manifest.config.formats.map(({ name }) => name)
}

/** @param common formats that both have: a row in one more format is still the same example */
function remember(
  { split, generations, rows }: LineageLine,
  common: ReadonlySet<string>,
  hasDigests: boolean,
): Remembered {
  const places = Object.entries(rows)
    .filter(([format]) => common.has(format))
    .map(([format, [, count, digest]]) => `${format} ${count} ${hasDigests ? digest : ''}`)
    .sort()
  return { split, content: hashText([...places, ...generations].join('\n')) }
}

/** The lines of one of `shares` equal parts, which an id always falls into. Lines that are none are left out. */
async function* linesOf({ folder, manifest }: OpenDataset, share: number, shares: number): AsyncGenerator<LineageLine> {
  for await (const { text } of readLines(join(folder, manifest.lineage.file))) {
    const line = readLineageLine(text)
    if (line !== undefined && hashText(line.id) % shares === share) yield line
  }
}

function createTally() {
  const [added, removed, changed] = [createCounter(), createCounter(), createCounter()]
  const moved = new Map<string, ReturnType<typeof createCounter>>()
  let same = 0
  return {
    compare(id: string, before: Remembered | undefined, after: Remembered | undefined): void {
      if (before === undefined) added.add(id)
      else if (after === undefined) removed.add(id)
      else if (before.split !== after.split) {
        const way = `${before.split} → ${after.split}`
        const counter = moved.get(way) ?? createCounter()
        moved.set(way, counter)
        counter.add(id)
      } else if (before.content === after.content) same += 1
      else changed.add(id)
    },
    changes: (): RowChanges => ({
      same,
      added: added.change(),
      removed: removed.change(),
      changed: changed.change(),
      moved: Object.fromEntries(
        [...moved].sort(([a], [b]) => (a < b ? -1 : 1)).map(([way, counter]) => [way, counter.change()]),
      ),
    }),
  }
}

function createCounter() {
  let count = 0
  let samples: readonly string[] = []
  return {
    add(id: string): void {
      count += 1
      if (samples.length < SAMPLES || id < (samples.at(-1) ?? '')) samples = [...samples, id].sort().slice(0, SAMPLES)
    },
    change: (): RowChange => ({ count, samples }),
  }
}
