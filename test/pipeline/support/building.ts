import { mkdtempSync, rmSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Format } from '../../../src/core/format.ts'
import { textOf } from '../../../src/core/message.ts'

/** An empty folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'finetap-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Every file below a folder by its path, hidden ones too. */
export async function filesIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  const texts = await Promise.all(
    files.map(async (file) => [relative(folder, file), await readFile(file, 'utf8')] as const),
  )
  return Object.fromEntries(texts.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The rows of a file of JSON lines. */
export function rowsIn(text: string | undefined): readonly unknown[] {
  return (text ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))
}

/** A format that says everything of an example in one row. */
export const plain: Format = {
  name: 'plain',
  version: 1,
  container: { kind: 'jsonl' },
  rows: ({ id, messages }) => ({
    rows: [{ id, text: messages.map(({ message }) => textOf(message)).join(' / ') }],
    refused: [],
  }),
}
