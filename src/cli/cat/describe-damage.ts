import type { Damage } from '../../core/store.ts'

/** A piece of a log that could not be read, as a line for people. */
export function describeDamage({ reason, place, line, offset, detail }: Damage): string {
  const where = [place, line === undefined ? '' : `line ${line}`, offset === undefined ? '' : `byte ${offset}`]
  const why = detail === undefined ? reason : `${reason}, ${detail}`
  return `finetap: ${where.filter((word) => word !== '').join(', ')}: cannot be read: ${why}`
}
