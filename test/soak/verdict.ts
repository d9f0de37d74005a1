import { readAllOf } from '../support/faults/accounts.ts'
import { namesOf } from '../support/faults/call.ts'
import { openStore } from '../support/faults/open-store.ts'
import type { Life } from './life.ts'

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
  readonly rss: string
  readonly descriptors: string
}

export type Verdict = { readonly rows: readonly Row[]; readonly breaches: readonly string[] }

const MAY_GROW = 10_000_000
/** An erasure and a compaction read the whole log: what Node has taken for that, it hardly gives back. */
const RSS_MAY_GROW = 200_000_000
/** Reports, one a second. */
const WARM_UP = 60

/** Reads the whole log, and compares it with what each process said of itself. */
export async function judge(kind: string, place: string, lives: readonly Life[]): Promise<Verdict> {
  const store = await openStore(kind, { place })
  const { events, damages } = await readAllOf(store)
  await store.close()
  const breaches = damages
    .filter(({ reason }) => reason !== 'torn')
    .map(({ reason, place: where, offset }) => `damage: ${reason} in ${where} at ${offset}`)
  const numbers = Map.groupBy(namesOf(events), (name) => name.slice(0, name.lastIndexOf('-')))
  const hidden = new Map<string, number>()
  for (const { erased } of lives) {
    for (const { conversation, hidden: count } of erased) add(hidden, conversation.split('/')[0] ?? '', count)
  }
  const rows = lives.map((life) => rowOf(life, numbers.get(life.writer) ?? [], hidden.get(life.writer) ?? 0, breaches))
  for (const writer of numbers.keys()) {
    if (!lives.some((life) => life.writer === writer)) breaches.push(`calls of ${writer}, which made none`)
  }
  return { rows, breaches }
}

function rowOf(life: Life, names: readonly string[], erased: number, breaches: string[]): Row {
  const { writer, reports } = life
  const last = reports.at(-1)
  const isClosed = last?.type === 'final'
  const given = life.given()
  const written = last?.written ?? 0
  const dropped = Object.values(last?.dropped ?? {}).reduce((sum, count) => sum + count, 0)
  const readable = names.length
  const lost = given - readable - dropped - erased
  function demand(isRight: boolean, breach: string): void {
    if (!isRight) breaches.push(`${writer}: ${breach}`)
  }
  if (isClosed) {
    demand(given === written + dropped, `${given} given, but ${written} written + ${dropped} dropped`)
    demand(readable + erased === written, `${written} written, but ${readable} readable + ${erased} erased`)
  } else {
    demand(readable + erased >= written, `${written} written, but only ${readable} readable + ${erased} erased`)
    demand(lost >= 0, `more readable than given`)
  }
  const order = names.map((name) => Number(name.slice(name.lastIndexOf('-') + 1)))
  demand(
    order.every((number) => number < given),
    'calls that were not made',
  )
  demand(new Set(order).size === order.length, 'calls that are there twice')
  demand(
    order.every((number, index) => index === 0 || number > (order[index - 1] ?? -1)),
    'calls out of order',
  )
  const erasedNames = new Set(life.erased.map(({ conversation }) => conversation))
  demand(!order.some((number) => erasedNames.has(`${writer}/${Math.floor(number / 20)}`)), 'erased calls are read')
  const [heap, rss, descriptors] = flatness(life, breaches)
  return {
    writer,
    end: isClosed ? 'closed' : 'killed',
    given,
    written,
    dropped,
    erased,
    readable,
    lost,
    heap,
    rss,
    descriptors,
  }
}

/** Neither memory nor descriptors may grow once the process is warm. */
function flatness({ writer, reports }: Life, breaches: string[]): readonly [string, string, string] {
  const warm = reports.slice(Math.min(WARM_UP, Math.floor(reports.length / 3)))
  const growth = slopeOf(warm.map(({ heap }) => heap)) * warm.length
  const taken = slopeOf(warm.map(({ rss }) => rss)) * warm.length
  const files = slopeOf(warm.map(({ descriptors }) => descriptors)) * warm.length
  if (warm.length >= WARM_UP && growth > MAY_GROW) breaches.push(`${writer}: the heap grew by ${megabytes(growth)}`)
  if (warm.length >= WARM_UP && taken > RSS_MAY_GROW) breaches.push(`${writer}: memory grew by ${megabytes(taken)}`)
  if (files > 5) breaches.push(`${writer}: descriptors grew by ${files.toFixed(1)}`)
  const last = warm.at(-1)
  return [
    `${megabytes(last?.heap ?? 0)} (${megabytes(growth)})`,
    `${megabytes(last?.rss ?? 0)} (${megabytes(taken)})`,
    `${last?.descriptors ?? 0} (${files.toFixed(1)})`,
  ]
}

/** By least squares, for one step. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  let above = 0
  let below = 0
  for (const [step, value] of values.entries()) {
    above += (step - middle) * (value - mean)
    below += (step - middle) ** 2
  }
  return below === 0 ? 0 : above / below
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count)
}
