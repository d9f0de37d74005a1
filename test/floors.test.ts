import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { repository, runCommand } from './support/repository.ts'

type Planted = readonly [file: string, line: string]

const FORBIDDEN: readonly Planted[] = [
  ['core/a.ts', "import { record } from '../middleware/recorder.ts'"],
  ['core/b.ts', "import { readFile } from 'node:fs'"],
  ['core/c.ts', "import { z } from 'zod'"],
  ['core/d.ts', "import type { Store } from '../storage/memory.ts'"],
  ['core/e.ts', "export { record } from '../middleware/recorder.ts'"],
  ['redaction/a.ts', "import { record } from '../middleware/recorder.ts'"],
  ['redaction/b.ts', "import { z } from 'zod'"],
  ['schema/a.ts', "import { redact } from '../redaction/index.ts'"],
  ['schema/b.ts', "import { build } from '../pipeline/index.ts'"],
  ['middleware/a.ts', "import { memoryStore } from '../storage/memory.ts'"],
  ['middleware/b.ts', "import { z } from 'zod'"],
  ['middleware/c.ts', "import { build } from '../pipeline/index.ts'"],
  ['middleware/d.ts', "export const load = () => import('../storage/memory.ts')"],
  ['middleware/deep/e.ts', "import { memoryStore } from '../../storage/memory.ts'"],
  ['storage/a.ts', "import { record } from '../middleware/recorder.ts'"],
  ['storage/b.ts', "import { build } from '../pipeline/index.ts'"],
  ['storage/jsonl/a.ts', "import { record } from '../../middleware/recorder.ts'"],
  ['storage/jsonl/b.ts', "import { Low } from 'lowdb'"],
  ['pipeline/a.ts', "import { jsonlStore } from '../storage/jsonl/index.ts'"],
  ['pipeline/b.ts', "import { record } from '../middleware/recorder.ts'"],
  ['pipeline/steps/c.ts', "import { wrapModel } from '../../adapters/ai-sdk/index.ts'"],
  ['adapters/a.ts', "import { generateText } from 'ai'"],
  ['adapters/ollama/b.ts', "import { Ollama } from 'ollama'"],
  ['adapters/ollama/c.ts', "export const load = () => import('ollama')"],
  ['adapters/d.ts', "import { jsonlStore } from '../storage/jsonl/index.ts'"],
  ['testing/a.ts', "import { test } from 'vitest'"],
  ['testing/b.ts', "import { wrapModel } from '../adapters/ai-sdk/index.ts'"],
  ['demo/a.ts', "import express from 'express'"],
  ['middleware/f.ts', "import { memoryStore } from './../storage/memory.ts'"],
  ['middleware/g.ts', "import { buildDataset } from '../datasets.ts'"],
  ['datasets.ts', "import { createRecorder } from './default-recorder.ts'"],
  ['default-recorder.ts', "import { memoryStore } from './storage/memory.ts'"],
]

const ALLOWED: readonly Planted[] = [
  ['core/ok-a.ts', "import { sortedJson } from './json.ts'"],
  ['core/ok-b.ts', "import type { Message } from './message.ts'"],
  ['redaction/ok-a.ts', "import { sortedJson } from '../core/json.ts'"],
  ['schema/ok-a.ts', "import { z } from 'zod'"],
  ['middleware/ok-a.ts', "import { AsyncLocalStorage } from 'node:async_hooks'"],
  ['middleware/ok-b.ts', "import { redact } from '../redaction/index.ts'"],
  ['storage/ok-a.ts', "import { sortedJson } from '../core/json.ts'"],
  ['storage/jsonl/ok-b.ts', "import { open } from 'node:fs/promises'"],
  ['pipeline/ok-a.ts', "import { parseEvent } from '../schema/index.ts'"],
  ['pipeline/ok-b.ts', "import { stringify } from 'csv-stringify/sync'"],
  ['adapters/ok-a.ts', "import type { LanguageModel } from 'ai'"],
  ['adapters/ok-b.ts', "import { type Ollama } from 'ollama'"],
  ['adapters/ollama/ok-c.ts', "import { record } from '../../middleware/recorder.ts'"],
  ['testing/ok-a.ts', "import assert from 'node:assert/strict'"],
  ['cli/ok-a.ts', "import { build } from '../pipeline/index.ts'"],
]

// A tree of its own, with the lint configuration of the repository: nothing is planted where other tools look.
let folder = ''
let refused: ReadonlySet<string> = new Set()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'finetap-floors-'))
  const config = JSON.parse(await readFile(join(repository, '.oxlintrc.json'), 'utf8')) as object
  // Rules that need types need a tsconfig and the imported files; the floors need neither.
  await writeFile(join(folder, '.oxlintrc.json'), JSON.stringify({ ...config, options: { typeAware: false } }))
  for (const [file, line] of [...FORBIDDEN, ...ALLOWED]) {
    const path = join(folder, 'src', file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, `${line}\n`)
  }
  refused = refusedFiles(await lint())
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** What `oxlint` prints in the temporary folder. It ends with 1 when it finds something, as it must here. */
async function lint(): Promise<string> {
  const oxlint = join(repository, 'node_modules/oxlint/bin/oxlint')
  const { code, stdout, stderr } = await runCommand(process.execPath, [oxlint, '--format', 'unix', 'src'], {
    cwd: folder,
  })
  if (code !== 1) throw new Error(`oxlint ended with ${code}: ${stdout}${stderr}`)
  return stdout
}

function refusedFiles(output: string): ReadonlySet<string> {
  const lines = output.split('\n').filter((line) => line.includes('no-restricted-imports'))
  return new Set(lines.map((line) => line.replaceAll('\\', '/').replace(/^src\/([^:]+):.*$/, '$1')))
}

describe('the linter holds the floors', () => {
  test.for(FORBIDDEN)('src/%s may not say: %s', ([file]) => {
    expect(refused).toContain(file)
  })

  test.for(ALLOWED)('src/%s may say: %s', ([file]) => {
    expect(refused).not.toContain(file)
  })

  test('and nothing else was refused', () => {
    expect([...refused].toSorted()).toEqual(FORBIDDEN.map(([file]) => file).toSorted())
  })
})
