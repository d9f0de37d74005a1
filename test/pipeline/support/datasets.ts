import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildDataset, type BuiltDataset } from '../../../src/datasets.ts'
import { plain, temporaryFolder } from './building.ts'
import { chats } from './generations.ts'

export type BuiltFolder = BuiltDataset & { readonly to: string }

/** A dataset of small chats in a folder that is gone after the test. */
export async function builtChats(options: Partial<Parameters<typeof buildDataset>[0]> = {}): Promise<BuiltFolder> {
  const to = options.to ?? temporaryFolder()
  const base = { from: chats(40), formats: [plain, 'csv'], steps: [], split: { test: 0.3 }, allowEmpty: true }
  const built = await buildDataset({ ...base, ...options, to })
  return { ...built, to }
}

/** Changes a file of a dataset. */
export async function edit(folder: string, file: string, change: (text: string) => string): Promise<void> {
  await writeFile(join(folder, file), change(await readFile(join(folder, file), 'utf8')))
}
