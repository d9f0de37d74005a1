import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDemoModel } from '../../src/demo/index.ts'
import { codeBlocksOf } from '../support/code-blocks.ts'
import { startLocalRegistry } from '../support/local-registry.ts'
import { PAGES } from '../support/pages.ts'
import { repository, runCommand } from '../support/repository.ts'

// The package as a user gets it: packed, installed into an empty project, used from there.
let project: string
let demo: Awaited<ReturnType<typeof startDemoModel>>

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'finetap-project-'))
  const packed = await runCommand('npm', ['pack', '--pack-destination', project])
  expect(packed, packed.stderr).toMatchObject({ code: 0 })
  const [tarball] = (await readdir(project)).filter((name) => name.endsWith('.tgz'))
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }))
  const registry = await startLocalRegistry()
  const clients = ['express', 'ollama', 'openai', '@anthropic-ai/sdk', 'ai', 'ollama-ai-provider-v2', 'zod']
  const packages = [`./${tarball}`, ...clients, ...(await dependenciesOf('examples/ollama-chat'))]
  const args = [
    'install',
    '--registry',
    registry.url,
    '--cache',
    join(project, '.npm-cache'),
    '--no-audit',
    ...packages,
  ]
  const installed = await runCommand('npm', args, { cwd: project })
  registry.close()
  expect(installed, installed.stderr).toMatchObject({ code: 0 })
  demo = await startDemoModel()
}, 120_000)

afterAll(async () => {
  await demo.close()
  await rm(project, { recursive: true, force: true })
})

/** What an example needs besides the package itself. */
async function dependenciesOf(example: string): Promise<readonly string[]> {
  const manifest: unknown = JSON.parse(await readFile(join(repository, example, 'package.json'), 'utf8'))
  const { dependencies } = manifest as { readonly dependencies: { readonly [name: string]: string } }
  return Object.entries(dependencies).flatMap(([name, range]) => (name === 'finetap' ? [] : [`${name}@${range}`]))
}

async function runIn(folder: string, file: string, code: string) {
  const cwd = join(project, folder)
  await mkdir(cwd, { recursive: true })
  await writeFile(join(cwd, file), code)
  const { FINETAP_DIR: _, ...env } = process.env
  return { cwd, ...(await runCommand(process.execPath, [file], { cwd, env: { ...env, OLLAMA_HOST: demo.url } })) }
}

async function entryPoints(): Promise<readonly string[]> {
  const manifest: unknown = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'))
  const { exports } = manifest as { readonly exports: object }
  return Object.keys(exports).flatMap((entry) => (entry.endsWith('.json') ? [] : [`finetap${entry.slice(1)}`]))
}

/** What an app loads that only records. */
const LEAN = [
  '',
  '/ai-sdk',
  '/ollama',
  '/openai',
  '/anthropic',
  '/langchain',
  '/fetch',
  '/express',
  '/web',
  '/storage/memory',
].map((entry) => `finetap${entry}`)

async function runnable(page: string): Promise<readonly { readonly name: string; readonly code: string }[]> {
  const blocks = codeBlocksOf(await readFile(join(repository, page), 'utf8'))
  return blocks
    .filter(({ language, marks }) => language === 'ts' && marks.includes('run'))
    .map(({ code, line }) => ({ name: `${page} line ${line}`, code }))
}

describe('the packed package in an empty project', () => {
  test.for(PAGES)('every block of %s that is marked run does what it says', async (page) => {
    const blocks = await runnable(page)
    expect(blocks).not.toEqual([])
    const folder = page.replaceAll(/\W/g, '-')
    // One folder for all, in the order of the page: what is captured first is built into a dataset later.
    for (const { name, code } of blocks) {
      const { code: exit, stderr } = await runIn(folder, `block-${name.replace(/\D/g, '')}.ts`, code)
      expect(exit, `${name}: ${stderr}`).toBe(0)
      expect(stderr, name).toBe('')
    }
  })

  test('the README’s blocks left a log and a dataset', async () => {
    const log = await readdir(join(project, 'README-md/.finetap'))
    expect(log.filter((file) => file.endsWith('.jsonl'))).not.toEqual([])
    expect(await readdir(join(project, 'README-md/datasets'))).not.toEqual([])
  })

  test('the README’s first example runs as CommonJS too', async () => {
    const [first] = await runnable('README.md')
    const body = (first?.code ?? '').replaceAll(/import (\{[^}]+\}) from ('[^']+')/g, 'const $1 = require($2)')
    const { code, stderr, cwd } = await runIn('commonjs', 'app.cjs', `(async () => {\n${body}\n})()`)
    expect(code, stderr).toBe(0)
    expect((await readdir(join(cwd, '.finetap'))).some((file) => file.endsWith('.jsonl'))).toBe(true)
  })

  test('the example runs on the package as an app of its own', async () => {
    const folder = join(project, 'ollama-chat')
    await cp(join(repository, 'examples/ollama-chat'), folder, { recursive: true })
    const { INIT_CWD: _, ...env } = process.env
    const app = spawn(process.execPath, ['main.ts', '--port', '0', '--no-open', '--out', 'out'], {
      cwd: folder,
      env: { ...env, OLLAMA_HOST: demo.url },
    })
    try {
      const url = await addressIn(app.stdout)
      const [page, vendor] = await Promise.all([fetch(url), fetch(`${url}/vendor/preact.js`)])
      expect([page.status, vendor.status]).toEqual([200, 200])
      const messages = [{ role: 'user', content: 'Which coffee is the mildest?' }]
      const body = JSON.stringify({ conversationId: 'c1', model: demo.model, messages })
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`${url}/api/chat`, { method: 'POST', headers, body })
      expect(await answer.text()).toContain('"done"')
    } finally {
      app.kill()
      await once(app, 'exit')
    }
    expect(await readdir(join(folder, 'out/log'))).toContainEqual(expect.stringMatching(/\.jsonl$/))
  })

  test('every entry point loads with import and with require', async () => {
    const lines = (await entryPoints()).flatMap((entry) => [`await import('${entry}')`, `require('${entry}')`])
    const head = `import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)\n`
    const { code, stderr } = await runIn('entries', 'entries.mjs', head + lines.join('\n'))
    expect(code, stderr).toBe(0)
    expect(stderr).toBe('')
  })

  test.for([
    ['with @types/node', { skipLibCheck: false, types: ['node'] }],
    ['without, where libraries are not checked', { skipLibCheck: true, types: [] }],
  ] as const)('the types of every entry point compile: %s', async ([name, options]) => {
    const folder = join(project, `types-${name.replaceAll(/\W/g, '')}`)
    await mkdir(folder)
    // The types of `langchain` itself need skipLibCheck, see docs/clients.md.
    const entries = (await entryPoints()).filter((entry) => options.skipLibCheck || !entry.endsWith('/langchain'))
    const lines = entries.map((entry, index) => `import * as entry${index} from '${entry}'\nvoid entry${index}`)
    await writeFile(join(folder, 'index.ts'), lines.join('\n'))
    const typeRoots = [join(repository, 'node_modules/@types')]
    const always = { target: 'es2023', lib: ['es2024'], module: 'nodenext', strict: true, noEmit: true }
    const compilerOptions = { ...always, ...options, typeRoots }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['index.ts'] }))
    const compiler = join(repository, 'node_modules/typescript/bin/tsc')
    const { code, stdout } = await runCommand(process.execPath, [compiler, '-p', folder])
    expect(code, stdout).toBe(0)
  })

  test('a server that only records loads node built-ins and finetap, nothing else', async () => {
    const source = `
      import { registerHooks } from 'node:module'
      const seen = new Set()
      registerHooks({ resolve(specifier, context, next) { const found = next(specifier, context); seen.add(found.url); return found } })
for (const entry of ${JSON.stringify(LEAN)}) await import(entry)
      const strangers = [...seen].filter((url) => url.includes('node_modules') && !url.includes('/node_modules/finetap/'))
      if (strangers.length > 0) throw new Error(strangers.join())`
    const { code, stderr } = await runIn('lean', 'lean.mjs', source)
    expect(code, stderr).toBe(0)
  })
})

/** Where an app says that it listens. */
async function addressIn(output: AsyncIterable<unknown>): Promise<string> {
  let text = ''
  for await (const piece of output) {
    text += String(piece)
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(text)
    if (found !== null) return found[0]
  }
  throw new Error(`it ended and said ${text}`)
}
