import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { lstat, mkdir, open, readdir, rm, rmdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { FinetapError } from '../../core/errors.ts'
import { LEDGER_FILE } from '../split/ledger.ts'
import { hasLineage } from './dataset-around.ts'
import { LINEAGE_FILE } from './lineage.ts'
import { listManifestFiles, MANIFEST_FILE, REPORT_FILE } from './manifest.ts'
import { readManifest, type FoundManifest } from './read-manifest.ts'
import { REVOKED_FILE } from './revocation.ts'
import { systemCodeOf, unwritable } from './system-error.ts'

const BUILD_PREFIX = '.finetap-build-'

/** Of this process. Any other one with its id was left by an earlier process: in a container all builds have the same. */
const workspaces = new Set<string>()

/** A dataset folder that is being built: everything is written beside, and moved in at the end. */
export type DatasetFolder = {
  readonly path: string
  /** An empty folder for this build alone, mode 0700, on the file system of the dataset. */
  readonly workspace: string
  /**
   * Moves finished files of the workspace's `files` folder into the dataset, the manifest first, and removes what an
   * earlier build left that is not among them. From the manifest on `verify` tells an interrupted move.
   */
  readonly commit: (files: readonly string[]) => Promise<void>
  /** Removes the workspace, and the folders that this build made when nothing stands in them. */
  readonly leave: () => Promise<void>
}

/**
 * Opens the folder of a dataset, which need not exist.
 *
 * @param planned files that the build may write, relative to the folder
 * @throws FinetapError `output_unwritable` when the folder cannot be written, or holds one of the planned files and no
 *   manifest of finetap lists it: what others put there is never replaced
 */
export async function openDatasetFolder(to: string, planned: readonly string[]): Promise<DatasetFolder> {
  const path = resolve(to)
  const firstMade = await makeFolder(path)
  try {
    const ours = filesOfManifest(path)
    await refuseForeign(path, planned, ours)
    await removeLeftovers(path)
    const workspace = await makeWorkspace(path)
    return {
      path,
      workspace,
      commit: (files) => moveIn(join(workspace, 'files'), path, files),
      async leave() {
        await rm(workspace, { recursive: true, force: true })
        workspaces.delete(workspace)
        await removeMade(path, firstMade)
      },
    }
  } catch (error) {
    await removeMade(path, firstMade)
    throw unwritable(path, error)
  }
}

async function makeWorkspace(path: string): Promise<string> {
  const workspace = join(path, `${BUILD_PREFIX}${process.pid}-${randomUUID()}`)
  // Before it is there: another build of this process may look around at any moment, and would take it for a leftover.
  workspaces.add(workspace)
  try {
    await mkdir(workspace, { mode: 0o700 })
    return workspace
  } catch (error) {
    workspaces.delete(workspace)
    throw error
  }
}

/** The outermost folder that had to be made. */
async function makeFolder(path: string): Promise<string | undefined> {
  try {
    return await mkdir(path, { recursive: true })
  } catch (error) {
    throw unwritable(path, error)
  }
}

/** Takes back what `makeFolder` made, as far as nothing stands in it. */
async function removeMade(path: string, firstMade: string | undefined): Promise<void> {
  if (firstMade === undefined) return
  try {
    for (let folder = path; folder.length >= firstMade.length; folder = dirname(folder)) await rmdir(folder)
  } catch {
    // Something stands in it: it is in use.
  }
}

/** The files of the dataset that stands here, as its manifest lists them. */
function filesOfManifest(path: string): readonly string[] {
  try {
    return listManifestFiles(readFileSync(join(path, MANIFEST_FILE), 'utf8'))
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return []
    throw error
  }
}

async function refuseForeign(path: string, planned: readonly string[], ours: readonly string[]): Promise<void> {
  for (const file of planned) {
    const there = await lstat(join(path, file)).catch(() => undefined)
    if (there === undefined || (there.isFile() && ours.includes(file))) continue
    if (ours.length === 0 && (await hasLineage(path))) throw lostManifest(path, (await readManifest(path)).kind)
    throw new FinetapError('output_unwritable', {
      what: `${join(path, file)} is in the way`,
      why: 'no manifest of finetap lists it, so it may be yours',
      fix: 'choose another folder for the dataset, or move the file',
    })
  }
}

function lostManifest(path: string, kind: FoundManifest['kind']): FinetapError {
  const state = kind === 'missing' ? 'is missing' : 'is damaged'
  return new FinetapError('output_unwritable', {
    what: `The manifest of the dataset in ${path} ${state}`,
    why: 'nothing else says which files finetap wrote there',
    fix: `put ${MANIFEST_FILE} back from a copy, or remove the rows, ${MANIFEST_FILE}, ${REPORT_FILE} and ${LINEAGE_FILE}, and leave ${LEDGER_FILE}: it knows what is held out`,
  })
}

/** Removes what builds left here that were killed: nobody else removes their copies of the log. */
async function removeLeftovers(path: string): Promise<void> {
  for (const name of await readdir(path)) {
    if (!name.startsWith(BUILD_PREFIX)) continue
    const owner = Number.parseInt(name.slice(BUILD_PREFIX.length), 10)
    if (!workspaces.has(join(path, name)) && (owner === process.pid || !isRunning(owner)))
      await rm(join(path, name), { recursive: true, force: true })
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return systemCodeOf(error) === 'EPERM'
  }
}

async function moveIn(from: string, to: string, files: readonly string[]): Promise<void> {
  const folders = new Set(files.map((file) => dirname(join(to, file))))
  try {
    // All in one go, so that two builds of one process cannot mix. First what goes, while the manifest that lists it stands:
    // a kill in between would leave files that nobody owns, and the next build would refuse the folder.
    // Asked again: another build may have ended here meanwhile, and its files must not be left without a manifest.
    const ours = filesOfManifest(to)
    for (const folder of folders) mkdirSync(folder, { recursive: true })
    for (const file of ours) {
      if (!files.includes(file)) rmSync(join(to, file), { force: true })
    }
    for (const file of files.toSorted((a, b) => rankOf(a) - rankOf(b))) {
      renameSync(join(from, file), join(to, file))
    }
    // Last: until all is new, something of the dataset that was taken back may stand here.
    if (ours.length > 0) rmSync(join(to, REVOKED_FILE), { force: true })
    for (const folder of new Set(ours.map((file) => dirname(join(to, file))))) {
      if (folder !== to && !folders.has(folder)) await rmdir(folder).catch(() => {})
    }
    for (const folder of folders.add(to)) await syncFolder(folder)
  } catch (error) {
    throw unwritable(to, error)
  }
}

/** A ledger before its rows: keys that no row has yet harm nothing, rows without their keys could move between splits. */
function rankOf(file: string): number {
  const place = [LEDGER_FILE, MANIFEST_FILE].indexOf(file)
  return place === -1 ? 2 : place
}

// Renames are in the folder's own data. Windows cannot open a folder, and syncs it by itself.
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined)
  if (folder === undefined) return
  try {
    await folder.sync().catch(() => {})
  } finally {
    await folder.close()
  }
}
