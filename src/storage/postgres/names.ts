import { FinetapError } from '../../core/errors.ts'

/** The tables of one schema, quoted, and the keys of its advisory locks. */
export type Names = {
  readonly schema: string
  readonly plain: string
  readonly table: (name: string) => string
  /** Writers share it, erasures and readers that look for the end hold it alone. */
  readonly gate: string
  readonly migration: string
  /** Whoever sends an outbox holds that of its id. */
  readonly outbox: (id: string) => string
}

const ALLOWED = /^[a-z_][a-z0-9_]{0,40}$/

/** @throws FinetapError `bad_option` */
export function namesOf(schema: string): Names {
  if (!ALLOWED.test(schema)) {
    throw new FinetapError('bad_option', {
      what: `The schema ${JSON.stringify(schema)} has a name that is not taken`,
      fix: 'use lower-case letters, digits and _, at most 41, beginning with no digit',
    })
  }
  return {
    schema: `"${schema}"`,
    plain: schema,
    table: (name) => `"${schema}"."${name}"`,
    gate: `finetap gate ${schema}`,
    migration: `finetap migration ${schema}`,
    outbox: (id) => `finetap outbox ${schema} ${id}`,
  }
}

/** Holds an advisory lock until the transaction ends. */
export function lockSql(how: 'alone' | 'shared'): string {
  return `SELECT pg_advisory_xact_lock${how === 'alone' ? '' : '_shared'}(hashtextextended($1, 0))`
}
