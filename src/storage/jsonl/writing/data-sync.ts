import { fdatasync, fdatasyncSync } from 'node:fs'

/** Puts the bytes of one file on the disk. */
export type DataSync = {
  /** Rejects with the error of the operating system; also when this file was refused before. */
  now(): Promise<void>
  /** The same at once. */
  nowSync(): void
  /** True once the disk has refused the file. What the system holds of it may then be neither written nor known. */
  readonly hasFailed: () => boolean
}

/** A sync that has failed is not tried again: the system tells of a failure once, and then forgets what it lost. */
export function createDataSync(file: number): DataSync {
  let failure: Error | undefined

  function note(error: unknown): Error {
    failure ??= error instanceof Error ? error : new Error(String(error))
    return failure
  }

  return {
    async now() {
      await new Promise<void>((resolve, reject) => {
        fdatasync(file, (error) => {
          if (error !== null) note(error)
          // `nowSync` may have been told of it meanwhile.
          if (failure === undefined) resolve()
          else reject(failure)
        })
      })
    },
    nowSync() {
      if (failure !== undefined) throw failure
      try {
        fdatasyncSync(file)
      } catch (error) {
        throw note(error)
      }
    },
    hasFailed: () => failure !== undefined,
  }
}
