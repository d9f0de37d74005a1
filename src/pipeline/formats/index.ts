import { FinetapError } from '../../core/errors.ts'
import type { Format } from '../../core/format.ts'
import { alpaca } from './alpaca.ts'
import { chatml } from './chatml.ts'
import { csv } from './csv.ts'
import { instruction } from './instruction.ts'
import { json } from './json.ts'
import { nearestName } from '../../core/nearest-name.ts'

export { alpaca, type AlpacaOptions } from './alpaca.ts'
export { chatml, type ChatmlOptions } from './chatml.ts'
export { csv, type CsvOptions } from './csv.ts'
export { instruction } from './instruction.ts'
export { json } from './json.ts'

const FORMATS: ReadonlyMap<string, () => Format> = new Map(Object.entries({ json, csv, chatml, alpaca, instruction }))

/** The formats that have a name: each is its factory without options. */
export const formatNames: readonly string[] = [...FORMATS.keys()]

/** What others call the shape of `chatml`. */
const CHATML_ELSEWHERE: ReadonlySet<string> = new Set(['jsonl', 'messages', 'openai'])

/**
 * The format of a name; a format is given back as it is.
 *
 * @throws FinetapError `unknown_format`, with the names there are and the one that was probably meant.
 */
export function resolveFormat(nameOrFormat: string | Format): Format {
  if (typeof nameOrFormat !== 'string') return nameOrFormat
  const factory = FORMATS.get(nameOrFormat)
  if (factory !== undefined) return factory()
  throw new FinetapError('unknown_format', {
    what: `There is no format "${nameOrFormat}"`,
    why: `the formats are ${formatNames.join(', ')}`,
    fix: likelyMeant(nameOrFormat),
  })
}

function likelyMeant(name: string): string {
  if (CHATML_ELSEWHERE.has(name.toLowerCase())) return 'did you mean "chatml", which is JSON Lines with messages?'
  const nearest = nearestName(name, formatNames)
  return nearest === undefined ? 'use one of them, or pass a Format' : `did you mean "${nearest}"?`
}
