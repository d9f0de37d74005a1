import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { badOption, kindOf } from '../../core/check-options.ts'
import { field, numberField } from '../../core/field.ts'
import { MANIFEST_FILE, type Manifest } from '../output/manifest.ts'
import { readManifest, type FoundManifest } from '../output/read-manifest.ts'
import { readRevocation, REVOKED_FILE } from '../output/revocation.ts'
import { checkFile } from './check-file.ts'
import { checkLineage } from './check-lineage.ts'
import type { Problem, ProblemCode } from './problem.ts'

const BUILD_PREFIX = '.finetap-build-'
const UNREAD: readonly ProblemCode[] = ['file_missing', 'file_unreadable']

/** What became of a dataset since it was built. */
export type Verification = {
  readonly ok: boolean
  /** Its name and version; absent when its manifest cannot be used. */
  readonly dataset?: { readonly name: string; readonly version: string; readonly examples: number }
  /** Files that were compared. */
  readonly files: number
  readonly problems: readonly Problem[]
  /** What is nobody's fault: files that no manifest lists, and a dataset of an earlier version, of which less can be told. */
  readonly notes: readonly string[]
}

/**
 * Compares a dataset folder with its manifest: the bytes and the SHA-256 of every file, the rows counted anew, the
 * lineage line by line against the rows and the ledger, and the report's counts. Any changed byte of any file of the
 * dataset is a problem, and so is a dataset that was taken back. So is one that was edited and signed anew, where a row
 * has no line or two, is not the one that was built, or lies in another split than the ledger says. Files of others are
 * notes. Never throws for what it finds.
 *
 * @throws FinetapError `bad_option` when `folder` is no path
 * @example
 * const { ok, problems } = await verifyDataset('./datasets/support')
 */
export async function verifyDataset(folder: string): Promise<Verification> {
  if (typeof folder !== 'string' || folder === '') {
    throw badOption(
      `folder is ${folder === '' ? 'empty' : kindOf(folder)}`,
      "name a dataset, such as './datasets/support'",
    )
  }
  const found = await readManifest(folder)
  if (found.kind !== 'whole') {
    return { ok: false, files: 0, problems: [unusable(found)], notes: [] }
  }
  const { manifest } = found
  const problems: Problem[] = []
  const revocation = await readRevocation(folder)
  if (revocation !== undefined) {
    const message = `the dataset was taken back on ${revocation.at}: ${revocation.reason}`
    problems.push({ file: REVOKED_FILE, code: 'revoked', message })
  }
  const expected = [...manifest.outputs, manifest.lineage, ...sideFilesOf(manifest)]
  for (const file of expected) problems.push(...(await checkFile(folder, file)))
  const isThere = (name: string): boolean => !problems.some(({ file, code }) => file === name && code !== 'revoked')
  const canRead = (name: string): boolean => !problems.some(({ file, code }) => file === name && UNREAD.includes(code))
  // Of a file that has changed the rest is not worth telling.
  if (isThere(manifest.lineage.file)) problems.push(...(await checkLineage(folder, manifest, canRead)))
  if (isThere(manifest.report.file)) problems.push(...(await checkReport(folder, manifest)))
  const { name, version, examples } = manifest
  const known = [MANIFEST_FILE, REVOKED_FILE, manifest.report.file, ...expected.map(({ file }) => file)]
  const notes = [...(await foreignFiles(folder, new Set(known))), ...aboutVersion(manifest)]
  return {
    ok: problems.length === 0,
    dataset: { name, version, examples },
    files: expected.length + 1,
    problems,
    notes,
  }
}

/** Rows of an earlier version can be counted, and no more. */
function aboutVersion({ lineage: { file, version } }: Manifest): readonly string[] {
  return version === undefined ? [`${file}: of an earlier version of finetap, which says less of rows; build anew`] : []
}

function unusable(found: Exclude<FoundManifest, { readonly kind: 'whole' }>): Problem {
  const file = MANIFEST_FILE
  switch (found.kind) {
    case 'missing':
      return { file, code: 'manifest_missing', message: 'there is no manifest, so nothing to compare with' }
    case 'foreign':
      return { file, code: 'manifest_missing', message: 'the manifest is of another program' }
    case 'newer':
      return { file, code: 'manifest_newer', message: 'a newer version of finetap wrote it: update finetap' }
    case 'damaged':
      return { file, code: 'manifest_damaged', message: `it is not as it was built: ${found.why}` }
  }
}

function sideFilesOf({ report, ledger }: Manifest) {
  const { file, bytes, sha256 } = report
  const reports = bytes === undefined || sha256 === undefined ? [] : [{ file, bytes, sha256 }]
  return [...reports, ...(ledger === undefined ? [] : [ledger])]
}

async function checkReport(folder: string, { report: { file }, examples, conversations }: Manifest) {
  const problem = (message: string): readonly Problem[] => [{ file, code: 'report_differs', message }]
  let report: unknown
  try {
    report = JSON.parse(await readFile(join(folder, file), 'utf8'))
  } catch {
    return problem('it is not there, or is no JSON')
  }
  const kept = numberField(field(report, 'examples'), 'kept')
  if (kept !== examples) return problem(`it counts ${kept} examples, the manifest ${examples}`)
  const counted = numberField(report, 'conversations')
  return counted === conversations ? [] : problem(`it counts ${counted} conversations, the manifest ${conversations}`)
}

/** What stands in the folder and is none of the dataset. */
async function foreignFiles(folder: string, known: ReadonlySet<string>): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const leftovers = new Set<string>()
  const notes: string[] = []
  for (const entry of entries) {
    const file = relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')
    const [top = ''] = file.split('/')
    if (top.startsWith(BUILD_PREFIX))
      leftovers.add(`${top}: of a build that runs, or was killed; the next build removes it`)
    else if (!entry.isDirectory() && !known.has(file)) notes.push(`${file}: not of this dataset`)
  }
  return [...notes.sort(), ...[...leftovers].sort()]
}
