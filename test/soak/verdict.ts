import { flatnessOf } from './flatness.ts'
import type { Account } from './life.ts'
import { conversationOf, writerOf } from './names.ts'
import { sumOf, survey } from './survey.ts'

/** The account of one process. */
export type Row = {
  readonly writer: string
  readonly end: 'closed' | 'killed'
  readonly given: number
  readonly written: number
  readonly dropped: number
  readonly erased: number
  readonly readable: number
  /** Given, and neither readable nor dropped nor erased: only where the process was killed. */
  readonly lost: number
  readonly heap: string
  /** The most. */
  readonly rss: string
  readonly descriptors: string
}

export type Verdict = { readonly rows: readonly Row[]; readonly breaches: readonly string[] }

/** Reads the whole log, and compares it with what each process said of itself. */
export async function judge(kind: string, place: string, lives: readonly Account[]): Promise<Verdict> {
  const { numbers, missing, damages } = await survey(kind, place)
  const breaches = damages
    .filter(({ reason }) => reason !== 'torn')
    .map(({ reason, place: where, offset }) => `damage: ${reason} in ${where} at ${offset}`)
  const rows = lives.map((life) => {
    const flatness = flatnessOf(life)
    const row = rowOf(life, numbers.get(life.writer)?.length ?? 0, erasedOf(life.writer, lives), flatness)
    breaches.push(...flatness.breaches, ...wrongIn(row), ...strangeIn(life, numbers.get(life.writer) ?? []))
    return row
  })
  for (const writer of numbers.keys()) {
    if (!lives.some((life) => life.writer === writer)) breaches.push(`calls of ${writer}, which made none`)
  }
  const told = rows.filter(({ end }) => end === 'closed').reduce((sum, { dropped }) => sum + dropped, 0)
  if (missing < told) breaches.push(`${told} calls were dropped, but the log tells of ${missing}`)
  return { rows, breaches }
}

function erasedOf(writer: string, lives: readonly Account[]): number {
  return lives
    .flatMap(({ erased }) => erased)
    .filter(({ conversation }) => writerOf(conversation) === writer)
    .reduce((sum, { hidden }) => sum + Math.max(0, hidden), 0)
}

type Measured = Pick<Row, 'heap' | 'rss' | 'descriptors'>

function rowOf(life: Account, readable: number, erased: number, { heap, rss, descriptors }: Measured): Row {
  const last = life.reports.at(-1)
  const given = life.given()
  const dropped = sumOf(last?.dropped ?? {})
  return {
    writer: life.writer,
    end: last?.type === 'final' ? 'closed' : 'killed',
    given,
    written: last?.written ?? 0,
    dropped,
    erased,
    readable,
    lost: given - readable - dropped - erased,
    heap,
    rss,
    descriptors,
  }
}

/** What does not add up. */
function wrongIn({ writer, end, given, written, dropped, erased, readable, lost }: Row): readonly string[] {
  const found = `${readable} readable + ${erased} erased`
  if (end === 'killed') {
    // It has written some since its last report.
    if (readable + erased < written) return [`${writer}: ${written} written, but only ${found}`]
    return lost < 0 ? [`${writer}: ${given} given, but ${found} + ${dropped} dropped`] : []
  }
  const breaches: string[] = []
  if (given !== written + dropped)
    breaches.push(`${writer}: ${given} given, but ${written} written + ${dropped} dropped`)
  if (readable + erased !== written) breaches.push(`${writer}: ${written} written, but ${found}`)
  return breaches
}

/** What should not be in the log, or not there. */
function strangeIn(life: Account, numbers: readonly number[]): readonly string[] {
  const { writer } = life
  const gone = new Set(life.erased.filter(({ hidden }) => hidden >= 0).map(({ conversation }) => conversation))
  const faults = new Set<string>()
  const seen = new Set<number>()
  let last = -1
  for (const number of numbers) {
    if (number >= life.given()) faults.add('calls that were not made')
    if (seen.has(number)) faults.add('calls that are there twice')
    else if (number < last) faults.add('calls out of order')
    if (gone.has(conversationOf(writer, number))) faults.add('erased calls are read')
    seen.add(number)
    last = Math.max(last, number)
  }
  return [...faults].map((fault) => `${writer}: ${fault}`)
}
