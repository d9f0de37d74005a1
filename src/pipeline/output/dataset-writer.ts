import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Example } from '../../core/example.ts'
import type { Format } from '../../core/format.ts'
import { defined } from '../../core/field.ts'
import { isJsonObject } from '../../core/json.ts'
import { formulaCellsIn } from './formula-cells.ts'
import { createHashedFile, type FileFacts } from './hashed-file.ts'
import { feedbackIn, type FeedbackByGeneration } from './feedback-in.ts'
import { generationsIn, LINEAGE_FILE, LINEAGE_VERSION, lineageLine, type RowPlace } from './lineage.ts'
import { digestOfRows } from './row-digest.ts'
import { rowEncoder } from './row-encoder.ts'
import { createRowFile, type RowFile } from './row-file.ts'
import { increase, sortedCounts } from '../counts.ts'
import type { RowKeys } from '../split/row-keys.ts'
import { SPLIT_NAMES, type SplitName } from '../split/splits.ts'

/** A file of rows in a dataset folder. `file` is relative to the folder, with forward slashes. */
export type DatasetOutput = FileFacts & {
  readonly format: string
  readonly split: SplitName
  readonly file: string
  readonly rows: number
}

/** What a format made of the examples. */
export type FormatCounts = {
  readonly name: string
  readonly version: number
  /** Rows by split. */
  readonly rows: { readonly [Split in SplitName]: number }
  /** Rows that are missing, by what the format could not carry. */
  readonly refused: { readonly [reason: string]: number }
  /** Cells that spreadsheets read as formulas; absent where there are none. */
  readonly formulas?: number
}

/** `version` is that of its lines, see `LINEAGE_VERSION`; absent for the first one. */
export type LineageFacts = { readonly file: string; readonly version?: number } & FileFacts

export type WrittenDataset = {
  readonly outputs: readonly DatasetOutput[]
  readonly formats: readonly FormatCounts[]
  readonly lineage: LineageFacts
}

/** The rows of an example as they stand in the files, whatever stands there before them. */
export type RenderedExample = {
  readonly id: string
  readonly generations: readonly string[]
  readonly feedback?: FeedbackByGeneration
  /** In the order of the formats. */
  readonly formats: readonly RenderedRows[]
}

export type RenderedRows = {
  readonly rows: readonly (string | Uint8Array)[]
  /** See `digestOfRows`; `''` where there are none. */
  readonly digest: string
  readonly refused: readonly string[]
}

/** Writes examples in every format, split by split, and remembers where each one lies. */
export type DatasetWriter = {
  readonly render: (example: Example) => RenderedExample
  /** Writes what `render` gave, be it in an earlier build. */
  readonly write: (rendered: RenderedExample, split: SplitName, keys: RowKeys) => void
  /** Ends all files; the disk holds them when this returns. */
  readonly finish: () => WrittenDataset
  readonly abandon: () => void
}

/** The file of a format and split, such as `chatml/train.jsonl`: a folder of them is what dataset loaders look for. */
export function outputFile(format: Format, split: SplitName): string {
  return `${format.name}/${split}.${rowEncoder(format.container).extension}`
}

/** A split without rows gets no file: loaders take an empty file for a broken one, and refuse the whole dataset. */
export function createDatasetWriter(directory: string, formats: readonly Format[]): DatasetWriter {
  const lineage = createHashedFile(join(directory, LINEAGE_FILE))
  const parts = formats.map((format) => createPart(directory, format))

  const render = (example: Example): RenderedExample => ({
    id: example.id,
    generations: generationsIn(example),
    ...defined({ feedback: feedbackIn(example) }),
    formats: parts.map((part) => part.render(example)),
  })

  function write(rendered: RenderedExample, split: SplitName, keys: RowKeys): void {
    const rows: Record<string, RowPlace> = {}
    let index = 0
    for (const part of parts) {
      const place = part.write(rendered.formats[index] ?? NO_ROWS, split)
      if (place[1] > 0) rows[part.format.name] = place
      index += 1
    }
    lineage.append(lineageLine({ ...rendered, split, keys, rows }))
  }

  return {
    render,
    write,
    finish() {
      const finished = parts.map((part) => part.finish())
      return {
        outputs: finished.flatMap(({ outputs }) => outputs),
        formats: finished.map(({ counts }) => counts),
        lineage: { file: LINEAGE_FILE, version: LINEAGE_VERSION, ...lineage.finish() },
      }
    },
    abandon() {
      for (const part of parts) part.abandon()
      lineage.abandon()
    },
  }
}

const NO_ROWS: RenderedRows = { rows: [], digest: '', refused: [] }

function createPart(directory: string, format: Format) {
  const files = new Map<SplitName, RowFile>()
  const refused = new Map<string, number>()
  const encoder = rowEncoder(format.container)
  const isTable = format.container.kind === 'csv'
  let formulas = 0

  function fileOf(split: SplitName): RowFile {
    let file = files.get(split)
    if (file === undefined) {
      const path = join(directory, outputFile(format, split))
      mkdirSync(dirname(path), { recursive: true })
      file = createRowFile(path, encoder)
      files.set(split, file)
    }
    return file
  }

  return {
    format,
    render(example: Example): RenderedRows {
      const { rows, refused: reasons } = rowsOf(format, example)
      try {
        const texts = rows.map((row) => encoder.row(row))
        return { rows: texts, digest: texts.length === 0 ? '' : digestOfRows(texts), refused: reasons }
      } catch {
        // A number without end, a circle: no row can hold it.
        return { ...NO_ROWS, refused: ['format_failed'] }
      }
    },
    write({ rows, digest, refused: reasons }: RenderedRows, split: SplitName): RowPlace {
      for (const reason of reasons) increase(refused, reason, 1)
      if (rows.length === 0) return [0, 0]
      const file = fileOf(split)
      const first = file.rows() + 1
      for (const row of rows) file.addText(row)
      if (isTable) for (const row of rows) formulas += formulaCellsIn(row)
      return [first, rows.length, digest]
    },
    finish() {
      const rows = { train: 0, validation: 0, test: 0 }
      const outputs: DatasetOutput[] = []
      for (const split of SPLIT_NAMES) {
        const file = files.get(split)
        if (file === undefined) continue
        const output = { format: format.name, split, file: outputFile(format, split), ...file.finish() }
        rows[split] = output.rows
        outputs.push(output)
      }
      return { outputs, counts: formatCounts(format, rows, refused, formulas) }
    },
    abandon() {
      for (const file of files.values()) file.abandon()
    },
  }
}

export function formatCounts(
  { name, version }: Format,
  rows: FormatCounts['rows'],
  refused: ReadonlyMap<string, number>,
  formulas: number,
): FormatCounts {
  return { name, version, rows, refused: sortedCounts(refused), ...(formulas === 0 ? {} : { formulas }) }
}

/** The rows of an example; a format that breaks its promise and throws has refused the example. */
export function rowsOf(format: Format, example: Example): ReturnType<Format['rows']> {
  try {
    const result = format.rows(example)
    // A format in plain JavaScript may give anything, such as a promise.
    if (result instanceof Promise) result.catch(() => {})
    return isFormatResult(result) ? result : { rows: [], refused: ['format_failed'] }
  } catch {
    return { rows: [], refused: ['format_failed'] }
  }
}

function isFormatResult({ rows, refused }: Partial<ReturnType<Format['rows']>>): boolean {
  return Array.isArray(rows) && rows.every(isJsonObject) && Array.isArray(refused)
}
