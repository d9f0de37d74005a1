import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { isJsonObject } from '../../core/json.ts'
import type { FileFacts } from '../output/hashed-file.ts'
import { readLines } from '../output/read-lines.ts'
import { systemCodeOf } from '../output/system-error.ts'
import type { Problem } from './problem.ts'
import { createRowCounter } from './row-counter.ts'

const CHUNK_BYTES = 256 * 1024

/** A file as the manifest knows it. `rows`: of a file of rows. */
export type ExpectedFile = FileFacts & { readonly file: string; readonly rows?: number }

/** Reads a file once and compares it with what the manifest says of it. */
export async function checkFile(folder: string, expected: ExpectedFile): Promise<readonly Problem[]> {
  const { file, bytes, sha256, rows } = expected
  const path = join(folder, file)
  const there = await lstat(path).catch(() => undefined)
  if (there === undefined)
    return [{ file, code: 'file_missing', message: 'the manifest lists it, and it is not there' }]
  if (!there.isFile()) return [{ file, code: 'file_unreadable', message: 'it is no regular file' }]
  try {
    const found = await factsOf(path)
    const problems: Problem[] = []
    if (found.bytes !== bytes) {
      problems.push({ file, code: 'file_changed', message: `it has ${found.bytes} bytes and was built with ${bytes}` })
    } else if (found.sha256 !== sha256) {
      problems.push({ file, code: 'file_changed', message: 'its content is not what was built: the SHA-256 differs' })
    }
    if (problems.length > 0) problems.push(...(await damagedLine(path, file)))
    if (rows !== undefined && found.rows !== rows) {
      problems.push({ file, code: 'rows_differ', message: `it has ${found.rows} rows, the manifest says ${rows}` })
    }
    return problems
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error
    return [{ file, code: 'file_unreadable', message: `it cannot be read: ${systemCodeOf(error) ?? ''}` }]
  }
}

async function factsOf(path: string): Promise<FileFacts & { readonly rows: number }> {
  const hash = createHash('sha256')
  const counter = createRowCounter(extname(path).slice(1))
  let bytes = 0
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    hash.update(chunk)
    counter.take(chunk)
    bytes += chunk.length
  }
  return { bytes, sha256: hash.digest('hex'), rows: counter.rows() }
}

/** The first line that is no row any more, for files of one row a line. */
async function damagedLine(path: string, file: string): Promise<readonly Problem[]> {
  if (extname(path) !== '.jsonl') return []
  for await (const { number, text } of readLines(path)) {
    if (!isRow(text)) return [{ file, line: number, code: 'row_damaged', message: 'the line is no JSON object' }]
  }
  return []
}

function isRow(text: string): boolean {
  try {
    return isJsonObject(JSON.parse(text))
  } catch {
    return false
  }
}
