import type { Example } from '../../core/example.ts'
import { defined, field, listField, textField } from '../../core/field.ts'
import { isJsonObject } from '../../core/json.ts'
import { FEEDBACK_KINDS, type FeedbackByGeneration, type FeedbackKind } from './feedback-in.ts'
import { jsonLine } from './row-encoder.ts'
import type { RowKeys } from '../split/row-keys.ts'
import { SPLIT_NAMES, type SplitName } from '../split/splits.ts'

/** The file that says which generations stand in which rows. */
export const LINEAGE_FILE = 'lineage.jsonl'

/**
 * Raised when its lines say something else. A manifest that names no version has lines of the first one, which have
 * neither `keys`, `feedback` nor digests of rows.
 */
export const LINEAGE_VERSION = 2

/** Where rows lie: the first one in the file of the split, counted from 1, how many, and `digestOfRows`. */
export type RowPlace = readonly [first: number, count: number, digest?: string]

/**
 * A line of `lineage.jsonl`: one example of the dataset. `keys` are those of the ledger. `generations` are all whose text
 * stands in its rows, also as context; `feedback` is what people said of those for which it stands. `rows` says for each
 * format where they lie.
 */
export type LineageLine = {
  readonly id: string
  readonly split: SplitName
  readonly keys?: RowKeys
  readonly generations: readonly string[]
  readonly feedback?: FeedbackByGeneration
  readonly rows: { readonly [format: string]: RowPlace }
}

export function lineageLine({ id, split, keys, generations, feedback, rows }: LineageLine): string {
  return `${jsonLine({ id, split, keys, generations, feedback, rows })}\n`
}

/** The generations whose text stands in an example. */
export function generationsIn(example: Example): readonly string[] {
  const generations = new Set<string>()
  for (const { origin } of example.messages) if (origin !== undefined) generations.add(origin.generationId)
  for (const id of example.generationIds) generations.add(id)
  return [...generations]
}

/** The line that a text is, undefined when it is none. Of feedback only kinds that are known are read. */
export function readLineageLine(text: string): LineageLine | undefined {
  const value = parse(text)
  const id = textField(value, 'id')
  const split = SPLIT_NAMES.find((name) => name === field(value, 'split'))
  const generations = listField(value, 'generations')
  const rows = rowsOf(field(value, 'rows'))
  if (id === undefined || split === undefined || rows === undefined) return undefined
  if (!generations.every((generation) => typeof generation === 'string')) return undefined
  return { id, split, generations, rows, ...defined({ keys: keysOf(value), feedback: feedbackOf(value) }) }
}

function rowsOf(value: unknown): LineageLine['rows'] | undefined {
  if (!isJsonObject(value)) return undefined
  const rows: [string, RowPlace][] = []
  for (const [format, place] of Object.entries(value)) {
    const [first, count, digest] = Array.isArray(place) ? place : []
    if (!isCount(first) || !isCount(count)) return undefined
    rows.push([format, typeof digest === 'string' ? [first, count, digest] : [first, count]])
  }
  return Object.fromEntries(rows)
}

function keysOf(value: unknown): RowKeys | undefined {
  const keys = field(value, 'keys')
  const conversation = textField(keys, 'conversation')
  if (conversation === undefined) return undefined
  return { ...defined({ tenant: textField(keys, 'tenant'), user: textField(keys, 'user') }), conversation }
}

function feedbackOf(value: unknown): FeedbackByGeneration | undefined {
  const feedback = field(value, 'feedback')
  if (!isJsonObject(feedback)) return undefined
  return Object.fromEntries(
    Object.keys(feedback).map((id) => [id, listField(feedback, id).flatMap((kind) => asKind(kind) ?? [])]),
  )
}

function asKind(value: unknown): FeedbackKind | undefined {
  return FEEDBACK_KINDS.find((kind) => kind === value)
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
