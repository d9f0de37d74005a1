import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { serialize } from 'node:v8'
import type { CandidateOptions } from '../candidates.ts'
import type { Divider } from '../work/divider.ts'
import type { Phase } from '../work/phases.ts'
import { namedDecisions } from '../work/phases.ts'
import { CACHE_VERSION } from './cache-state.ts'

/** Raised when the same generations would fold into other examples, or be spooled in another form. */
const FOLD_VERSION = 3

/** A name for all that results depend on beside the log, or why there is none. */
export type CacheIdentity =
  | { readonly kind: 'known'; readonly identity: string }
  | { readonly kind: 'unknown'; readonly reason: UncachedReason }

/**
 * Why a build keeps nothing for the next. `own_steps`: steps or detectors are functions, of which nobody can tell whether
 * they are still the same. `contamination`: the rule compares with files that may have changed. `source`: it gives no
 * cursors. `busy`: another build is at the cache. `damaged_log`: what cannot be read now may be read later.
 * `continuations`: calls go on from responses that the provider kept. `unwritable`: the folder cannot be written,
 * or was cleared meanwhile.
 */
export type UncachedReason =
  | 'busy'
  | 'contamination'
  | 'continuations'
  | 'damaged_log'
  | 'own_steps'
  | 'source'
  | 'unwritable'

/** Names what the first phase does with a log. */
export function identityOf(options: CandidateOptions, phase: Phase, divider: Divider | undefined): CacheIdentity {
  const { recipe, onStepError, consent } = options
  if (recipe === undefined) return { kind: 'unknown', reason: 'own_steps' }
  if (recipe.defaults.rules?.contamination !== undefined) return { kind: 'unknown', reason: 'contamination' }
  const steps = [...phase.streaming, ...namedDecisions(phase, divider)].map(({ name, version }) => [name, version])
  const parts = [
    CACHE_VERSION,
    FOLD_VERSION,
    packageVersion(),
    // Texts are compared by its Unicode tables, and the state is in its format.
    process.version,
    steps,
    recipe,
    [onStepError, consent],
  ]
  return { kind: 'known', identity: hash('sha256', serialize(parts), 'hex') }
}

function packageVersion(): string {
  try {
    // The same place seen from src and from dist.
    return hash('sha256', readFileSync(new URL('../../../package.json', import.meta.url)), 'hex')
  } catch {
    return 'unknown'
  }
}
