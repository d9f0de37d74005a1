import type { Adapter, SyncAdapter } from 'lowdb'
import { writeVersion, writeVersionSync, type Version } from './durable-file.ts'

export type DocumentFile<Data> = {
  readonly path: string
  readonly read: () => Data | undefined
  readonly print: (data: Data) => Buffer
  readonly version: Omit<Version, 'bytes'>
}

/**
 * An adapter of lowdb that loses nothing: each version has a temporary name of its own, is brought onto the disk and put
 * in the place of the one before, which becomes the backup.
 */
export function documentAdapter<Data>({ path, read, print, version }: DocumentFile<Data>): Adapter<Data> {
  return {
    read: async () => read() ?? null,
    write: (data) => writeVersion(path, { ...version, bytes: print(data) }),
  }
}

/** The same at once, for the end of the process. */
export function syncDocumentAdapter<Data>({ path, read, print, version }: DocumentFile<Data>): SyncAdapter<Data> {
  return {
    read: () => read() ?? null,
    write: (data) => writeVersionSync(path, { ...version, bytes: print(data) }),
  }
}
