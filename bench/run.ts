import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

// `npm run bench` runs every claim of this folder, `npm run bench -- capture calls chunks` parts of one.

const folder = fileURLToPath(new URL('.', import.meta.url))
const files = (await readdir(folder)).filter((file) => file.endsWith('.ts') && file !== 'run.ts')
const claims = files.map((file) => file.slice(0, -'.ts'.length))
const [claim, ...options] = process.argv.slice(2)

if (claim !== undefined && !claims.includes(claim)) {
  console.error(`There is no bench ${claim}; there are ${claims.join(', ')}`)
  process.exit(2)
}
if (!existsSync(`${folder}node_modules`)) run('npm', ['ci', '--prefix', folder, '--ignore-scripts'])
// Some measure the package as it is published.
run('npm', ['run', 'build', '--silent', '--prefix', fileURLToPath(new URL('..', import.meta.url))])
for (const name of claim === undefined ? claims : [claim]) run(process.execPath, [`${folder}${name}.ts`, ...options])

function run(command: string, values: readonly string[]): void {
  const { status } = spawnSync(command, values, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
