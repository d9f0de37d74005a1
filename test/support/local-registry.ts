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
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/').slice(1)
    const answer = path.endsWith('.tgz') ? sendTarball(path.slice(0, -4), response) : sendPackage(path, url, response)
    answer.catch(() => response.writeHead(404).end('{}'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  return { url, close: () => server.close() }
}

async function sendPackage(name: string, url: string, response: ServerResponse): Promise<void> {
  const manifest: unknown = JSON.parse(await readFile(join(repository, 'node_modules', name, 'package.json'), 'utf8'))
  const { version } = manifest as { version: string }
  const dist = { tarball: `${url}/${name}.tgz` }
  response.setHeader('content-type', 'application/json')
  response.end(
    JSON.stringify({
      name,
      'dist-tags': { latest: version },
      versions: { [version]: { ...(manifest as object), dist } },
    }),
  )
}

async function sendTarball(name: string, response: ServerResponse): Promise<void> {
  const child = spawn('tar', ['-czf', '-', '--exclude=node_modules', '-C', join(repository, 'node_modules', name), '.'])
  child.stdout.pipe(response)
  await once(child, 'close')
}
