import { resolve } from 'node:path'
import { isSamePlace, type Address } from '../address.ts'
import { liesIn } from '../copy/inside.ts'
import { badUsage } from '../usage.ts'

/**
 * Refuses to write over the store that is read, and to put rows into a log, where readers would take them for events.
 *
 * @throws FinetapError `bad_option`
 */
export function requireOutside(to: string, from: Address): void {
  const path = resolve(to)
  const isStore = isSamePlace({ kind: 'jsonl', path }, from)
  if (!isStore && !liesIn(path, from)) return
  throw badUsage(`--to ${to} is the store that is read, or would become a part of it`, 'name a place outside of it')
}
