import type { Example } from '../../core/example.ts'
import { listField, textField, field } from '../../core/field.ts'
import { isJsonObject } from '../../core/json.ts'
import { jsonLine } from './row-encoder.ts'
import { SPLIT_NAMES, type SplitName } from '../split/splits.ts'

/** The file that says which generations stand in which rows. */
export const LINEAGE_FILE = 'lineage.jsonl'

/**
 * A line of `lineage.jsonl`: one example of the dataset. `generations` are all whose text stands in its rows, also as
 * context. `rows` says where: for each format the first row in the file of the split, counted from 1, and how many.
 */
export type LineageLine = {
  readonly id: string
  readonly split: SplitName
  readonly generations: readonly string[]
  readonly rows: { readonly [format: string]: readonly [first: number, count: number] }
}

export function lineageLine({ id, split, generations, rows }: LineageLine): string {
  return `${jsonLine({ id, split, generations, rows })}\n`
}

/** The generations whose text stands in an example. */
export function generationsIn(example: Example): readonly string[] {
  const origins = example.messages.flatMap(({ origin }) => (origin === undefined ? [] : [origin.generationId]))
  return [...new Set([...origins, ...example.generationIds])]
}

/** The line that a text is, undefined when it is none. */
export function readLineageLine(text: string): LineageLine | undefined {
  const value = parse(text)
  const id = textField(value, 'id')
  const split = SPLIT_NAMES.find((name) => name === field(value, 'split'))
  const generations = listField(value, 'generations')
  const rows = rowsOf(field(value, 'rows'))
  if (id === undefined || split === undefined || rows === undefined) return undefined
  return generations.every((generation) => typeof generation === 'string')
    ? { id, split, generations, rows }
    : undefined
}

function rowsOf(value: unknown): LineageLine['rows'] | undefined {
  if (!isJsonObject(value)) return undefined
  const rows: [string, readonly [number, number]][] = []
  for (const [format, place] of Object.entries(value)) {
    const [first, count] = Array.isArray(place) ? place : []
    if (!isCount(first) || !isCount(count)) return undefined
    rows.push([format, [first, count]])
  }
  return Object.fromEntries(rows)
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
