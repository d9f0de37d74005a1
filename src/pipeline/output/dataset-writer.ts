import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Example } from '../../core/example.ts'
import type { Format } from '../../core/format.ts'
import { isJsonObject } from '../../core/json.ts'
import { createHashedFile, type FileFacts } from './hashed-file.ts'
import { generationsIn, LINEAGE_FILE, lineageLine } from './lineage.ts'
import { rowEncoder } from './row-encoder.ts'
import { createRowFile, type RowFile } from './row-file.ts'
import { increase, sortedCounts } from '../counts.ts'
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
}

export type WrittenDataset = {
  readonly outputs: readonly DatasetOutput[]
  readonly formats: readonly FormatCounts[]
  readonly lineage: FileFacts & { readonly file: string }
}

/** The rows of an example as they stand in the files, whatever stands there before them. */
export type RenderedExample = {
  readonly id: string
  readonly generations: readonly string[]
  /** In the order of the formats. */
  readonly formats: readonly RenderedRows[]
}

export type RenderedRows = { readonly rows: readonly (string | Uint8Array)[]; readonly refused: readonly string[] }

/** Writes examples in every format, split by split, and remembers where each one lies. */
export type DatasetWriter = {
  readonly write: (example: Example, split: SplitName) => void
  readonly render: (example: Example) => RenderedExample
  /** Writes what `render` gave, be it in an earlier build. */
  readonly writeRendered: (rendered: RenderedExample, split: SplitName) => void
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
    formats: parts.map((part) => part.render(example)),
  })

  function writeRendered({ id, generations, formats: rendered }: RenderedExample, split: SplitName): void {
    const rows: Record<string, readonly [number, number]> = {}
    for (const [index, part] of parts.entries()) {
      const place = part.write(rendered[index] ?? NO_ROWS, split)
      if (place[1] > 0) rows[part.format.name] = place
    }
    lineage.append(lineageLine({ id, split, generations, rows }))
  }

  return {
    write: (example, split) => writeRendered(render(example), split),
    render,
    writeRendered,
    finish() {
      const finished = parts.map((part) => part.finish())
      return {
        outputs: finished.flatMap(({ outputs }) => outputs),
        formats: finished.map(({ counts }) => counts),
        lineage: { file: LINEAGE_FILE, ...lineage.finish() },
      }
    },
    abandon() {
      for (const part of parts) part.abandon()
      lineage.abandon()
    },
  }
}

const NO_ROWS: RenderedRows = { rows: [], refused: [] }

function createPart(directory: string, format: Format) {
  const files = new Map<SplitName, RowFile>()
  const refused = new Map<string, number>()
  const encoder = rowEncoder(format.container)

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
        return { rows: rows.map((row) => encoder.row(row)), refused: reasons }
      } catch {
        // A number without end, a circle: no row can hold it.
        return { rows: [], refused: ['format_failed'] }
      }
    },
    /** The first row of the example, counted from 1, and how many. */
    write({ rows, refused: reasons }: RenderedRows, split: SplitName): readonly [number, number] {
      for (const reason of reasons) increase(refused, reason, 1)
      if (rows.length === 0) return [0, 0]
      const file = fileOf(split)
      const first = file.rows() + 1
      for (const row of rows) file.addText(row)
      return [first, rows.length]
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
      const counts: FormatCounts = { name: format.name, version: format.version, rows, refused: sortedCounts(refused) }
      return { outputs, counts }
    },
    abandon() {
      for (const file of files.values()) file.abandon()
    },
  }
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
