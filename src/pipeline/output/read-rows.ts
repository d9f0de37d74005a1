import { extname } from 'node:path'
import { readLines } from './read-lines.ts'

/** The rows of a file as `rowEncoder` writes them, without what stands around and between them. */
export async function* readRows(path: string): AsyncGenerator<string> {
  const extension = extname(path)
  if (extension === '.csv') yield* readRecords(path)
  else
    for await (const { text } of readLines(path)) {
      if (extension === '.jsonl') yield text
      // An array has a line for each of its brackets.
      else if (text !== '[' && text !== ']') yield text.replace(/,$/, '')
    }
}

/** A record goes on for as long as a quote is open. */
async function* readRecords(path: string): AsyncGenerator<string> {
  let isHeader = true
  let record = ''
  let quotes = 0
  for await (const { text } of readLines(path)) {
    record += record === '' && quotes === 0 ? text : `\n${text}`
    quotes += text.split('"').length - 1
    if (quotes % 2 === 1) continue
    if (!isHeader) yield record
    isHeader = false
    record = ''
    quotes = 0
  }
  if (record !== '') yield record
}
