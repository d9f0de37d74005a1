import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { FinetapError } from '../../../core/errors.ts'
import { isJsonObject } from '../../../core/json.ts'
import { piecesOf, type Piece } from './evaluation-pieces.ts'

/** What one line of an evaluation file asks and answers. */
export type EvaluationRow = {
  /** From 1. In a JSON array the number of the element, in plain text the line where the paragraph begins. */
  readonly line: number
  readonly pieces: readonly Piece[]
}

/**
 * The rows of a file: JSON lines (`.jsonl`, `.ndjson`), a JSON array (`.json`) or paragraphs of plain text (`.txt`), each
 * also with `.gz` behind. What cannot be read is refused with its place.
 */
export function readEvaluationRows(file: string): readonly EvaluationRow[] {
  const kind = /\.(jsonl|ndjson|json|txt)(?:\.gz)?$/i.exec(file)?.[1]?.toLowerCase()
  if (kind === undefined) {
    throw unreadable(file, 'its name ends in none of .jsonl, .ndjson, .json and .txt, with or without .gz')
  }
  const text = textOf(file)
  if (kind === 'txt') return paragraphs(text)
  const rows = kind === 'json' ? elements(file, text) : lines(file, text)
  if (rows.length === 0) throw unreadable(file, 'it holds no rows')
  return rows
}

function textOf(file: string): string {
  try {
    const bytes = readFileSync(file)
    const text = (/\.gz$/i.test(file) ? gunzipSync(bytes) : bytes).toString()
    return text.startsWith('\ufeff') ? text.slice(1) : text
  } catch (cause) {
    throw unreadable(file, cause instanceof Error ? cause.message : String(cause), cause)
  }
}

function lines(file: string, text: string): readonly EvaluationRow[] {
  const rows: EvaluationRow[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    rows.push(rowOf(file, index + 1, parsed(file, line, index + 1)))
  }
  return rows
}

function elements(file: string, text: string): readonly EvaluationRow[] {
  const value = parsed(file, text)
  if (!Array.isArray(value)) throw unreadable(file, 'a .json file must hold an array of rows')
  return value.map((element: unknown, index) => rowOf(file, index + 1, element))
}

function parsed(file: string, text: string, line?: number): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    // The message of JSON.parse quotes the file, which may be private.
    throw unreadable(placeOf(file, line), 'it is no JSON', cause)
  }
}

function rowOf(file: string, line: number, value: unknown): EvaluationRow {
  const pieces = typeof value === 'string' ? [{ text: value, asks: true }] : isJsonObject(value) ? piecesOf(value) : []
  if (pieces.length > 0) return { line, pieces }
  const known = 'messages, prompt, question, text and other usual names'
  throw unreadable(placeOf(file, line), `it holds no text under ${known}`)
}

function paragraphs(text: string): readonly EvaluationRow[] {
  const rows: EvaluationRow[] = []
  let [begin, gathered] = [0, '']
  for (const [index, line] of [...text.split('\n'), ''].entries()) {
    if (line.trim() !== '') {
      if (gathered === '') begin = index + 1
      gathered += `${line}\n`
    } else if (gathered !== '') {
      rows.push({ line: begin, pieces: [{ text: gathered, asks: true }] })
      gathered = ''
    }
  }
  return rows
}

function placeOf(file: string, line: number | undefined): string {
  return line === undefined ? file : `${file}:${line}`
}

function unreadable(place: string, why: string, cause?: unknown): FinetapError {
  return new FinetapError('source_unreadable', {
    what: `The evaluation file ${place} cannot be compared with`,
    why,
    fix: 'repair it, or take it out of the files of the rule contamination',
    cause,
  })
}
