import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { repository } from './repository.ts'

/**
 * A package registry on 127.0.0.1 that serves what lies in `node_modules`, so that a test can install the packed
 * package as a user does, without anything leaving the machine.
 */
export async function startLocalRegistry(): Promise<{ readonly url: string; close(): void }> {
  const shelf = await installed()
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/').slice(1)
    const answer = path.endsWith('.tgz')
      ? sendTarball(path.slice(0, -4), response)
      : sendPackage(shelf, path, url, response)
    answer.catch(() => response.writeHead(404).end('{}'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  return { url, close: () => server.close() }
}

/** The folders of all versions of a package that are installed, the one at the top first. */
type Shelf = ReadonlyMap<string, readonly string[]>

/** Some packages are installed in several versions, one below another, or by another name. */
async function installed(): Promise<Shelf> {
  const lock: unknown = JSON.parse(await readFile(join(repository, 'node_modules/.package-lock.json'), 'utf8'))
  const { packages } = lock as { readonly packages: { readonly [folder: string]: { readonly name?: string } } }
  const shelf = new Map<string, string[]>()
  const byDepth = Object.entries(packages).toSorted(([a], [b]) => a.split('/').length - b.split('/').length)
  for (const [folder, { name }] of byDepth) {
    const own = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const known = shelf.get(name ?? own) ?? []
    // By its own name it is the one that everybody means.
    shelf.set(
      name ?? own,
      name === undefined && folder === `node_modules/${own}` ? [folder, ...known] : [...known, folder],
    )
  }
  return shelf
}

async function sendPackage(shelf: Shelf, name: string, url: string, response: ServerResponse): Promise<void> {
  const folders = shelf.get(name) ?? []
  const manifests = await Promise.all(folders.map((folder) => manifestOf(folder)))
  const [latest] = manifests
  if (latest === undefined) throw new Error(`${name} is not installed`)
  const versions = Object.fromEntries(
    manifests.map((manifest, index) => [
      manifest.version,
      { ...manifest, name, dist: { tarball: `${url}/${folders[index]}.tgz` } },
    ]),
  )
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ name, 'dist-tags': { latest: latest.version }, versions }))
}

async function manifestOf(folder: string): Promise<{ readonly version: string }> {
  const manifest: unknown = JSON.parse(await readFile(join(repository, folder, 'package.json'), 'utf8'))
  return manifest as { readonly version: string }
}

async function sendTarball(folder: string, response: ServerResponse): Promise<void> {
  const child = spawn('tar', ['-czf', '-', '--exclude=node_modules', '-C', join(repository, folder), '.'])
  child.stdout.pipe(response)
  await once(child, 'close')
}
