import type { MessagePort } from 'node:worker_threads'

/** What the two sides say to each other: what is asked, what is answered, and what is told without being asked. */
export type Protocol = { readonly job: unknown; readonly answer: unknown; readonly news: unknown }

/** One thread serves many stores, each of which is a session. */
export type Asked = {
  readonly session: number
  /** From 1, in the order in which jobs are sent; 0 for the one that opens the session, which has no answer. */
  readonly number: number
}

export type ToThread<Talk extends Protocol> = Asked & { readonly job: Talk['job'] }

export type FromThread<Talk extends Protocol> =
  | (Asked & { readonly answer: Talk['answer'] })
  | { readonly session: number; readonly news: Talk['news'] }

/**
 * `signs`: whether the thread runs (1) or has ended (2), a count that changes with all that it sends, and a file that it
 * keeps open: its descriptor, and some of its inode.
 */
export type ThreadData = { readonly port: MessagePort; readonly signs: Int32Array }

export const STATE = 0
export const RUNS = 1
export const HAS_ENDED = 2

export const CHANGES = 1
export const FILE = 2
export const INODE = 3
export const SIGNS = 4
