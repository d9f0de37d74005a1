import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { logLineSchema } from '../../src/schema/index.ts'
import { codeBlocksOf } from '../support/code-blocks.ts'
import { PAGES } from '../support/pages.ts'
import { repository, runCommand } from '../support/repository.ts'

/** `finetap/…` as the sources behind the package's entry points, for the compiler. */
async function entryPaths(from: string): Promise<Record<string, readonly string[]>> {
  const manifest: unknown = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'))
  const entries = Object.entries((manifest as { exports: Record<string, string> }).exports)
  return Object.fromEntries(
    entries
      .filter(([, file]) => file.endsWith('.js'))
      .map(([entry, file]) => {
        const source = file.replace('./dist/', 'src/').replace(/\.js$/, '.ts')
        return [`finetap${entry.slice(1)}`, [relative(from, join(repository, source))]]
      }),
  )
}

test('every TypeScript block of the docs compiles', async () => {
  const folder = join(repository, 'node_modules/.cache/finetap-docs')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const config = {
    extends: relative(folder, join(repository, 'tsconfig.json')),
    compilerOptions: { paths: await entryPaths(folder), noUnusedLocals: false },
    include: ['*.ts'],
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  let count = 0
  for (const page of PAGES) {
    for (const { language, code, line } of codeBlocksOf(await readFile(join(repository, page), 'utf8'))) {
      if (language !== 'ts') continue
      count += 1
      await writeFile(join(folder, `${page.replaceAll(/\W/g, '-')}-${line}.ts`), `${code}\nexport {}\n`)
    }
  }
  expect(count).toBeGreaterThan(0)
  const compiled = await runCommand('npx', ['tsc', '-p', join(folder, 'tsconfig.json')])
  expect(compiled.stdout).toBe('')
  expect(compiled.code).toBe(0)
})

test('every line of the log that the README shows is a valid record', async () => {
  const lines = await shownLines()
  const records = lines.filter((line) => 'v' in line)
  expect(records.length).toBeGreaterThan(0)
  for (const record of records) expect(logLineSchema.safeParse(record).error?.message).toBeUndefined()
})

test('every row that the README shows has the keys of its format', async () => {
  const rows = (await shownLines()).filter((line) => !('v' in line))
  expect(rows.map((row) => Object.keys(row).join())).toEqual(['messages', 'instruction,input,output'])
})

async function shownLines(): Promise<readonly object[]> {
  const blocks = codeBlocksOf(await readFile(join(repository, 'README.md'), 'utf8'))
  return blocks
    .filter(({ language }) => language === 'jsonl')
    .flatMap(({ code }) => code.split('\n'))
    .map((line) => JSON.parse(line) as object)
}
