import { mkdtemp, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Request, Response } from 'express'
import type { Store } from 'finetap'
import { buildDataset, formatNames, type BuiltDataset } from 'finetap/pipeline'
import { ZipFile } from 'yazl'
import { HttpError } from '../http-error.ts'
import { isEmptyLog } from './dataset-builder.ts'

const NAME = 'finetap-dataset'

export type ExportOptions = {
  readonly store: Store
  /** Resolves when everything captured so far is in the store. */
  readonly flush: () => Promise<void>
  readonly out: string
}

/** Builds the dataset in all formats, and streams it as a zip: rows by split, manifest, report and lineage. */
export function exportZip({ store, flush, out }: ExportOptions) {
  return async (_: Request, response: Response): Promise<void> => {
    await flush()
    // A folder of its own: the one that the page looks at changes while a slow client still downloads.
    const folder = await temporaryFolder(out)
    try {
      const to = join(folder, NAME)
      const dataset = await build(store, to)
      response.set({ 'content-type': 'application/zip', 'cache-control': 'no-store' }).attachment(`${NAME}.zip`)
      await pipeline(zipOf(dataset, folder), response)
    } catch (error) {
      // A client that leaves ends the pipeline, and there is nobody left to tell.
      if (!response.destroyed) throw error
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}

async function temporaryFolder(out: string): Promise<string> {
  try {
    return await mkdtemp(join(out, 'export-'))
  } catch (error) {
    if (Reflect.get(Object(error), 'code') === 'ENOENT') throw nothingYet()
    throw error
  }
}

async function build(store: Store, to: string): Promise<BuiltDataset> {
  try {
    const dataset = await buildDataset({ from: store, to, formats: formatNames, allowEmpty: true })
    const { read, kept } = dataset.report.generations
    if (kept > 0) return dataset
    if (read === 0) throw nothingYet()
    const calls = read === 1 ? 'One call is captured, and it does' : `${read} calls are captured, and none of them does`
    throw new HttpError(409, 'no_rows', `${calls} not pass the filters: see the funnel for the reasons`)
  } catch (error) {
    throw isEmptyLog(error) ? nothingYet() : error
  }
}

function nothingYet(): HttpError {
  return new HttpError(409, 'nothing_captured', 'Nothing is captured yet: chat a little, or fill in the sample chats')
}

function zipOf({ files }: BuiltDataset, folder: string): NodeJS.ReadableStream {
  const zip = new ZipFile()
  for (const file of files) zip.addFile(file, relative(folder, file).replaceAll('\\', '/'))
  zip.end()
  return zip.outputStream
}
