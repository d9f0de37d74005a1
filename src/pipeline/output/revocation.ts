import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FinetapError } from '../../core/errors.ts'
import { textField } from '../../core/field.ts'
import { readManifest } from './read-manifest.ts'
import { systemCodeOf, unwritable } from './system-error.ts'

/** The file that says that a dataset is no longer to be used. The next build into the folder removes it. */
export const REVOKED_FILE = 'REVOKED.json'

/** Why and when a dataset was taken back. */
export type Revocation = {
  readonly schemaVersion: 1
  /** The version of the dataset, as in its manifest. */
  readonly dataset: string
  readonly reason: string
  /** ISO 8601, UTC. */
  readonly at: string
}

/**
 * Marks a dataset as taken back: `REVOKED.json` beside its manifest, which `verifyDataset` and `findDatasets` tell of.
 * The rows stay; to build anew into the same folder replaces them and takes the mark away.
 *
 * @param options.at ISO 8601, UTC; default now
 * @throws FinetapError `bad_option` when no dataset stands there, `output_unwritable`
 * @example await revokeDataset('./datasets/support', 'a user asked to be forgotten')
 */
export async function revokeDataset(
  folder: string,
  reason: string,
  { at = new Date().toISOString() }: { readonly at?: string } = {},
): Promise<Revocation> {
  const found = await readManifest(folder)
  if (found.kind === 'missing' || found.kind === 'foreign') {
    throw new FinetapError('bad_option', {
      what: `There is no dataset of finetap in ${folder}`,
      fix: 'name the folder that holds its manifest.json',
    })
  }
  const dataset = found.kind === 'whole' ? found.manifest.version : 'unknown'
  const revocation: Revocation = { schemaVersion: 1, dataset, reason, at }
  try {
    await writeFile(join(folder, REVOKED_FILE), `${JSON.stringify(revocation, undefined, 2)}\n`, { flush: true })
  } catch (error) {
    throw unwritable(folder, error)
  }
  return revocation
}

/** Why the dataset of a folder was taken back, undefined when it was not. A mark that cannot be read counts as one. */
export async function readRevocation(folder: string): Promise<Revocation | undefined> {
  const text = await readFile(join(folder, REVOKED_FILE), 'utf8').catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT' || systemCodeOf(error) === 'ENOTDIR') return undefined
    return ''
  })
  if (text === undefined) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  return {
    schemaVersion: 1,
    dataset: textField(value, 'dataset') ?? 'unknown',
    reason: textField(value, 'reason') ?? 'the mark cannot be read',
    at: textField(value, 'at') ?? 'unknown',
  }
}
