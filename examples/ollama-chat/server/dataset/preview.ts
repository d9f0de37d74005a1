import { open } from 'node:fs/promises'
import { resolveFormat, type FormatCounts } from 'finetap/pipeline'

/** A format as the page shows it. */
export type FormatView = { readonly name: string; readonly rows: number; readonly preview: readonly string[] }

const SHOWN_ROWS = 2
const READ_BYTES = 64 * 1024

/** How many rows a format has, and its first ones as they stand in the file. */
export async function previewFormat({ name, rows }: FormatCounts, files: readonly string[]): Promise<FormatView> {
  const file = files.find((path) => path.replaceAll('\\', '/').includes(`/${name}/`))
  const text = file === undefined ? '' : await beginningOf(file)
  const count = Object.values(rows).reduce((sum, split) => sum + split, 0)
  return { name, rows: count, preview: firstRows(text, name) }
}

function firstRows(text: string, name: string): readonly string[] {
  switch (resolveFormat(name).container.kind) {
    case 'jsonl':
      return linesOf(text).slice(0, SHOWN_ROWS)
    case 'json':
      // One array, with an object a line.
      return linesOf(text)
        .slice(1, 1 + SHOWN_ROWS)
        .map((line) => line.replace(/,$/, ''))
        .filter((line) => line !== ']')
    case 'csv':
      // The header goes along, or nobody would know the columns.
      return csvRecords(text).slice(0, 1 + SHOWN_ROWS)
  }
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '')
}

/** Records of CSV: a line break in quotes does not end one. */
function csvRecords(text: string): readonly string[] {
  const records: string[] = []
  let record = ''
  for (const line of text.split('\n')) {
    record = record === '' ? line : `${record}\n${line}`
    if ((record.match(/"/g)?.length ?? 0) % 2 === 1) continue
    if (record !== '') records.push(record)
    record = ''
  }
  return record === '' ? records : [...records, record]
}

async function beginningOf(file: string): Promise<string> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, 0)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}
