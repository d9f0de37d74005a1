import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import type { Address } from '../address.ts'

/** True when a path lies in the directory of a log, also through links, and also when nothing is there yet. */
export function liesIn(path: string, store: Address): boolean {
  if (store.kind !== 'jsonl') return false
  const way = relative(realPathOf(store.path), realPathOf(path))
  return way !== '' && !isAbsolute(way) && way.split(sep)[0] !== '..'
}

function realPathOf(path: string): string {
  if (existsSync(path)) return realpathSync(path)
  const parent = dirname(path)
  return parent === path ? path : join(realPathOf(parent), basename(path))
}
