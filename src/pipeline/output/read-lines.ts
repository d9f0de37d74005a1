import { createReadStream } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'

const CHUNK_BYTES = 256 * 1024
/** A longer line is given in pieces, so that a file without line ends does not fill the memory. */
const LONGEST_LINE = 64 * 1024 * 1024

/** A line of a file, counted from 1, without its line feed. */
export type Line = { readonly number: number; readonly text: string }

/** The lines of a file as they are read. What follows the last line feed is a line only when it is not empty. */
export async function* readLines(path: string): AsyncGenerator<Line> {
  const decoder = new StringDecoder('utf8')
  let number = 0
  let rest = ''
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    const texts = decoder.write(chunk).split('\n')
    texts[0] = rest + (texts[0] ?? '')
    rest = texts.pop() ?? ''
    if (rest.length > LONGEST_LINE) texts.push(rest)
    if (rest.length > LONGEST_LINE) rest = ''
    for (const text of texts) yield { number: (number += 1), text }
  }
  rest += decoder.end()
  if (rest !== '') yield { number: number + 1, text: rest }
}
