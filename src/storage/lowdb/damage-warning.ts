import { FinetapError } from '../../core/errors.ts'
import type { Damage } from '../../core/store.ts'
import { createWarner } from '../warning.ts'

/** What is done with a damage that the app does not ask for. */
export function damageWarning(): (damage: Damage) => void {
  const warn = createWarner()
  return ({ reason, place, detail }) => {
    const error = new FinetapError('source_unreadable', {
      what: `The document ${place} is mended, and may have lost something`,
      why: detail ?? reason,
      fix: `look at it, and at what was there, if anything: ${place}.damaged-…; to be told in the app, pass onDamage`,
    })
    warn(error, reason)
  }
}
