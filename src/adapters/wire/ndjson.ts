import { ByteLines, LARGEST_EVENT } from './byte-lines.ts'
import type { StreamParser } from './sse.ts'

/** What becomes of the lines. */
export type NdjsonTaker = {
  readonly value: (json: unknown) => void
  /** A line that is no JSON. */
  readonly malformed: (line: string) => void
}

/**
 * Parses newline-delimited JSON over bytes, whatever the chunks. Holds one line at most. Blank lines are skipped. A last
 * line without its newline counts when it is whole JSON; else the stream was truncated, and nobody is given the line.
 *
 * @param largest bytes that one line may hold (default 16 MiB)
 * @example
 * const parser = createNdjsonParser({ value: (line) => lines.push(line), malformed: console.error })
 */
export function createNdjsonParser(taker: NdjsonTaker, largest: number = LARGEST_EVENT): StreamParser {
  let isEnd = false
  let isTruncated = false
  const lines = new ByteLines(
    (bytes, start, end) => {
      const text = bytes.toString('utf8', start, end)
      if (text.trim() === '') return
      const parsed = parseJson(text)
      if (parsed !== undefined) taker.value(parsed.json)
      else if (isEnd) isTruncated = true
      else taker.malformed(text)
    },
    () => largest,
  )
  return {
    push: (bytes) => lines.push(bytes),
    end() {
      isEnd = true
      lines.rest()
      return isTruncated ? 'truncated' : 'whole'
    },
  }
}

/** The JSON value of a text; undefined when it is none. */
export function parseJson(text: string): { readonly json: unknown } | undefined {
  try {
    const json: unknown = JSON.parse(text)
    return { json }
  } catch {
    return undefined
  }
}
