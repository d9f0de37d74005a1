import { isJsonObject, type JsonObject } from '../../core/json.ts'

const ENTRY = /^ {4}\{/

/**
 * What is whole in the text of a document that is not: each event begins on a line of its own, four spaces in, and no
 * text of JSON holds a line break. The header comes along where it is whole.
 */
export function salvage(text: string): {
  readonly header: JsonObject | undefined
  readonly events: readonly JsonObject[]
} {
  const lines = text.split('\n')
  const events: JsonObject[] = []
  let header: JsonObject | undefined
  let begun: string[] = []

  function finish(): void {
    const found = parsedObject(begun.join('\n').trimEnd().replace(/,$/, ''))
    if (found !== undefined) events.push(found)
    begun = []
  }

  for (const [index, line] of lines.entries()) {
    if (line.startsWith('  "finetap": ')) header = headerFrom(lines, index)
    if (ENTRY.test(line)) {
      finish()
      begun.push(line)
    } else if (line.startsWith('  ]')) {
      finish()
    } else if (begun.length > 0) begun.push(line)
  }
  finish()
  return { header, events }
}

/** On one line, or up to the line that closes it. */
function headerFrom(lines: readonly string[], start: number): JsonObject | undefined {
  const end = lines.findIndex((line, index) => index >= start && /^ {2}.*\},?$/.test(line) && !line.startsWith('    '))
  const text = lines.slice(start, end + 1).join('\n')
  return parsedObject(text.slice(text.indexOf(':') + 1).replace(/,$/, ''))
}

function parsedObject(text: string): JsonObject | undefined {
  if (text === '') return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
