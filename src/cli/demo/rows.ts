import { createReadStream } from 'node:fs'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { FinetapError } from '../../core/errors.ts'
import { listField } from '../../core/field.ts'

/** A conversation from a file, as rows of `{"messages":[…]}` carry it (OpenAI's shape). */
export type ConversationRow = { readonly line: number; readonly messages: readonly unknown[] }

/**
 * The conversations of a JSON Lines file, plain or gzip (told by its ending), one at a time.
 *
 * @throws FinetapError `source_unreadable` with file and line: no such file, no gzip, no JSON, no messages.
 */
export async function* readRows(file: string): AsyncIterable<ConversationRow> {
  let line = 0
  for await (const text of readLines(file)) {
    line += 1
    if (text.trim() === '') continue
    const messages = listField(parse(text, file, line), 'messages')
    if (messages.length === 0) {
      const why = 'every line must be an object with a list of messages'
      throw new FinetapError('source_unreadable', {
        what: `${file}:${line} holds no messages`,
        why,
        fix: 'pass JSON Lines of {"messages":[{"role","content"}]}',
      })
    }
    yield { line, messages }
  }
}

async function* readLines(file: string): AsyncIterable<string> {
  // Not readline: it also breaks at U+2028, which JSON text may hold.
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for await (const chunk of openFile(file)) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new FinetapError('source_unreadable', { what: `${file} cannot be read`, why, fix: 'check the path', cause })
  }
  rest += decoder.decode()
  if (rest !== '') yield rest
}

function openFile(file: string): Readable {
  const raw = createReadStream(file)
  // pipeline, not pipe: it carries the failure of the file over to the one who reads.
  return file.endsWith('.gz') ? pipeline(raw, createGunzip(), () => {}) : raw
}

function parse(text: string, file: string, line: number): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new FinetapError('source_unreadable', {
      what: `${file}:${line} is no JSON`,
      why,
      fix: 'repair or remove the line',
      cause,
    })
  }
}
