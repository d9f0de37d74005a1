import { FinetapError } from '../core/errors.ts'

const ALLOWED = /^[a-z0-9_-][a-z0-9._-]{0,63}$/
/** Windows takes these for devices, whatever ending they have. */
const DEVICE = /^(aux|con|nul|prn|com[0-9]|lpt[0-9])(\.|$)/

/**
 * The name, when it can be that of a file on every system: 1 to 64 of a-z, 0-9, dot, underscore and hyphen, with no dot
 * at either end, and not the name of a device.
 *
 * @throws FinetapError `bad_option`
 * @example join(dir, `${safeName(dataset)}.json`)
 */
export function safeName(name: string): string {
  if (ALLOWED.test(name) && !name.endsWith('.') && !DEVICE.test(name)) return name
  throw new FinetapError('bad_option', {
    what: `${JSON.stringify(name)} cannot be the name of a file on every system`,
    fix: 'give 1 to 64 of a-z, 0-9, ".", "_" and "-", with no dot at either end, such as support-2026',
  })
}
