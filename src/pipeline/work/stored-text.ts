import type { Example } from '../../core/example.ts'
import { readEntry, writeEntry, type StoredEntry } from './stored-entry.ts'

/**
 * The text in which an example rests on disk: a head in JSON that names no field of its messages, a line feed, and what they
 * say, one behind the other as it is. It takes half the time of JSON to write and to read.
 */
export function textOfExample(example: Example): string {
  const entries: StoredEntry[] = []
  let said = ''
  const say = (text: string): number => {
    said += text
    return text.length
  }
  for (const entry of example.messages) entries.push(writeEntry(entry, say))
  const head: StoredHead = [{ ...example, messages: [] }, entries]
  return `${JSON.stringify(head)}\n${said}`
}

/** The same as `JSON.parse` gives of what `JSON.stringify` makes of the example. */
export function exampleOfText(text: string): Example {
  let at = text.indexOf('\n') + 1
  const [example, entries]: StoredHead = JSON.parse(text.slice(0, at))
  const takeText = (length: number): string => text.slice(at, (at += length))
  for (const entry of entries) example.messages.push(readEntry(entry, takeText))
  return example
}

type StoredHead = [example: Example & { readonly messages: Example['messages'][number][] }, entries: StoredEntry[]]
