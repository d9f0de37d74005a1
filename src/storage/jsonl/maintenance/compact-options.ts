import { badOption } from '../../../core/check-options.ts'
import { checkStoreOptions } from '../../check-options.ts'
import type { Retention } from './job.ts'

export type CompactOptions = {
  /** Sealed files whose last write is older than this are compressed (default 7 days; `Infinity`: never). */
  readonly compressAfterMs?: number | undefined
  /** What is removed (default: nothing). */
  readonly retention?: Retention | undefined
  /** That of the stores that write the log, where it is not kept in the directory: with it, all that is erased is found. */
  readonly erasureKey?: string | undefined
}

/** @throws FinetapError `bad_option` */
export function checkCompactOptions(owner: string, options: CompactOptions): void {
  checkStoreOptions(owner, options, { compressAfterMs: 'number', retention: { ms: 'number', bytes: 'number' } })
  const { compressAfterMs, retention } = options
  const numbers = { compressAfterMs, 'retention.ms': retention?.ms, 'retention.bytes': retention?.bytes }
  for (const [name, value] of Object.entries(numbers)) {
    if (value === undefined || value >= 0) continue
    throw badOption(`The option ${name} of ${owner} is ${value}`, 'give a number from 0 on')
  }
}
