import type { ServerResponse } from 'node:http'
import { field } from '../../core/field.ts'
import type { AnswerHead } from '../chat-route/answers/index.ts'

/** The head of an answer that is about to be written, by `writeHead` with these values or with what was set before. */
export function headOf(response: ServerResponse, values: readonly unknown[]): AnswerHead {
  const [status, reason, last] = values
  const given = typeof reason === 'string' ? last : (last ?? reason)
  return {
    status: typeof status === 'number' ? status : response.statusCode,
    header: (name) => textOf(givenHeader(given, name) ?? response.getHeader(name)),
  }
}

/** As `writeHead` takes them: an object, a list of names and values, or a list of pairs. */
function givenHeader(given: unknown, name: string): unknown {
  if (Array.isArray(given)) {
    const list: readonly unknown[] = Array.isArray(given[0]) ? given.flat() : given
    const at = list.findIndex((entry, index) => index % 2 === 0 && isName(entry, name))
    return at === -1 ? undefined : list[at + 1]
  }
  if (typeof given !== 'object' || given === null) return undefined
  const key = Object.keys(given).find((entry) => isName(entry, name))
  return key === undefined ? undefined : field(given, key)
}

function isName(entry: unknown, name: string): boolean {
  return typeof entry === 'string' && entry.toLowerCase() === name
}

function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.join(', ')
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
