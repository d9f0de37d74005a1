import { fork } from 'node:child_process'
import { once } from 'node:events'
import { numberField, listField } from '../../src/core/field.ts'

/** A server that swallows what exporters send to it. */
export type Stub = { readonly url: string; stop(): void }

/** Starts the server in a process of its own. */
export async function startStub(): Promise<Stub> {
  const child = fork(new URL('stub-server.ts', import.meta.url))
  const [address]: unknown[] = await once(child, 'message')
  const port = numberField(address, 'port')
  if (port === undefined) throw new Error('the stub server did not say its port')
  return { url: `http://127.0.0.1:${port}`, stop: () => void child.kill() }
}

/** The marks that the server has received so far, and how many bytes in all. */
export async function seenBy(url: string): Promise<{ readonly marks: readonly string[]; readonly bytes: number }> {
  const response = await fetch(`${url}/seen`)
  const report: unknown = await response.json()
  return { marks: listField(report, 'marks').map(String), bytes: numberField(report, 'bytes') ?? 0 }
}
