import { resolve } from 'node:path'
import { FinetapError } from '../../core/errors.ts'
import type { Durability } from '../../core/store.ts'
import { requireDirectoryName } from './directory-name.ts'

const SEGMENT_BYTES = 64 * 1_024 * 1_024
const SEGMENT_MS = 24 * 3_600_000
const LEVELS: readonly Durability[] = ['memory', 'process', 'disk']

type Given = { readonly segmentBytes?: number; readonly segmentMs?: number; readonly durability?: Durability }

/**
 * The directory as an absolute path, and the defaults for what was left out.
 *
 * @throws FinetapError `bad_option`
 */
export function checkedOptions(dir: string, given: Given): Required<Given> & { readonly dir: string } {
  const { segmentBytes = SEGMENT_BYTES, segmentMs = SEGMENT_MS, durability = 'process' } = given
  if (dir === '') throw badOption('The directory of the log has no name', 'name one, such as ./.finetap')
  requireDirectoryName(dir)
  if (!(segmentBytes > 0)) throw badOption(`segmentBytes is ${segmentBytes}`, 'give a number of bytes above 0')
  if (!(segmentMs > 0)) throw badOption(`segmentMs is ${segmentMs}`, 'give a number of milliseconds above 0')
  if (!LEVELS.includes(durability)) throw badOption(`durability is ${durability}`, `give one of ${LEVELS.join(', ')}`)
  return { dir: absolute(dir), segmentBytes, segmentMs, durability }
}

// Without a working directory there is no absolute path. What is appended then fails, and says so.
function absolute(dir: string): string {
  try {
    return resolve(dir)
  } catch {
    return dir
  }
}

function badOption(what: string, fix: string): FinetapError {
  return new FinetapError('bad_option', { what, fix })
}
