import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { numberField } from '../../src/core/field.ts'
import { Connection } from './connection.ts'
import type { Cost, Order } from './server.ts'

/** A server in a process of its own, and the connections that it is asked over. */
export type Remote = {
  readonly way: string
  readonly folder: string
  readonly connections: readonly Connection[]
  /** The server measures itself from here on. */
  readonly begin: () => Promise<void>
  readonly end: () => Promise<Cost>
  readonly close: () => Promise<void>
}

/** Starts a server, and opens so many connections to it. */
export async function startRemote(order: Order, connections: number): Promise<Remote> {
  await mkdir(order.folder, { recursive: true })
  const child = fork(new URL('server.ts', import.meta.url), { cwd: order.folder, execArgv: ['--expose-gc'] })
  const port = Number(await replyOf(child, order))
  const opened = await Promise.all(Array.from({ length: connections }, () => Connection.open(port)))
  return {
    way: order.way,
    folder: order.folder,
    connections: opened,
    begin: async () => void (await replyOf(child, { ask: 'begin' })),
    end: async () => costOf(await replyOf(child, { ask: 'end' })),
    async close() {
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}

async function replyOf(child: ChildProcess, message: object): Promise<unknown> {
  const over = new AbortController()
  const { signal } = over
  const [reply] = await Promise.race([
    // Listens before it is asked.
    once(child, 'message', { signal }),
    failureOf(child, signal),
    send(child, message),
  ]).finally(() => over.abort())
  return reply
}

function send(child: ChildProcess, message: object): Promise<never> {
  return new Promise((_, reject) => child.send(message, (error) => (error === null ? undefined : reject(error))))
}

async function failureOf(child: ChildProcess, signal: AbortSignal): Promise<never> {
  const [code] = await once(child, 'exit', { signal })
  throw new Error(`a server ended with ${code}`)
}

function costOf(reply: unknown): Cost {
  const [processor, busy] = [numberField(reply, 'processor'), numberField(reply, 'busy')]
  if (processor === undefined || busy === undefined) throw new Error('a server did not say what it cost')
  return { processor, busy }
}
