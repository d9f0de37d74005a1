import { badOption } from '../../core/check-options.ts'
import { checkStoreOptions, requirePath } from '../check-options.ts'
import type { PostgresStoreOptions } from './index.ts'

/** @throws FinetapError `bad_option` */
export function checkGiven(options: PostgresStoreOptions): void {
  checkStoreOptions('postgresStore', options, {
    url: 'any',
    outbox: 'any',
    schema: 'string',
    migrate: 'boolean',
    durability: 'any',
    outboxBytes: 'number',
    patienceMs: 'number',
    onError: 'function',
  })
  const { url, outbox, outboxBytes = 1, patienceMs = 0 } = options
  requireUrl(url)
  if (outbox !== undefined) requirePath('The outbox of postgresStore', outbox, './.finetap/outbox')
  if (!(outboxBytes > 0)) throw badOption(`outboxBytes is ${outboxBytes}`, 'give a number of bytes above 0')
  if (!(patienceMs >= 0)) throw badOption(`patienceMs is ${patienceMs}`, 'give milliseconds, from 0')
}

const EXAMPLE = 'such as postgres://app:secret@127.0.0.1:5432/app'

// None of these says what was given: it may hold a password.
function requireUrl(url: unknown): void {
  if (url === undefined || url === '') {
    throw badOption('postgresStore was given no url', `pass one, ${EXAMPLE}; a variable may not be set`)
  }
  if (typeof url !== 'string' || !/^postgres(?:ql)?:\/\//i.test(url)) {
    throw badOption('The url of postgresStore is none of PostgreSQL', `begin it with postgres://, ${EXAMPLE}`)
  }
  // `pg` takes a URL without a host too, as for a socket.
  if (URL.canParse(url.replace('@/', '@host/'))) return
  throw badOption(
    'The url of postgresStore cannot be read',
    `write # / ? and @ in a user or password as %23 %2F %3F and %40; it looks ${EXAMPLE}`,
  )
}
