import { createHash, type Hash } from 'node:crypto'
import type { Generation } from '../../core/generation.ts'
import { sortedJson, type Json } from '../../core/json.ts'
import { SHARED_FIELDS } from '../codec/chained.ts'

/** How far from the end of a history the request of its base may end: an answer and the results of some tools. */
const REACH = 16
const DIGITS = 32

/** What tells, without its text, whether a history begins like another one. */
export type History = {
  /** Hash of the request's messages. */
  readonly asked: string
  /** Hash of the request's messages with the answer behind them. */
  readonly whole: string
  /** Of the request's fields that often stay the same from call to call, by name: hashes, or what is shorter than one. */
  readonly fields: ReadonlyMap<string, string>
  /** Of the latest beginnings of the request's messages, how many messages each has, by its hash; the longest first. */
  readonly beginnings: ReadonlyMap<string, number>
  readonly shard: number
}

/** Histories of different conversations, or months, have no hash in common. */
export function historyOf(generation: Generation, month: string): History {
  const { messages } = generation.request
  const hash = createHash('sha256').update(seedOf(generation, month))
  const latest: [string, number][] = []
  for (const [index, message] of messages.entries()) {
    hash.update(digestOf(message))
    if (index >= messages.length - REACH) latest.push([hexOf(hash.copy()), index + 1])
  }
  const asked = latest.at(-1)?.[0] ?? hexOf(hash.copy())
  for (const message of generation.response.messages) hash.update(digestOf(message))
  const shard = Number.parseInt(asked.slice(0, 8), 16) >>> 1
  return { asked, whole: hexOf(hash), fields: fieldsOf(generation), beginnings: new Map(latest.toReversed()), shard }
}

function seedOf({ tenantId, conversationId, sessionId, userId }: Generation, month: string): string {
  const whose = conversationId === undefined || conversationId === '' ? [sessionId, userId] : [conversationId]
  return JSON.stringify([month, tenantId, whose])
}

function fieldsOf({ request }: Generation): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const name of SHARED_FIELDS) {
    const value = request[name]
    if (value !== undefined) fields.set(name, fieldHash(value))
  }
  return fields
}

const fieldHashes = new WeakMap<object, string>()

/** Lists of tools are long, and mostly the very same. */
function fieldHash(value: Json): string {
  const known = typeof value === 'object' && value !== null ? fieldHashes.get(value) : undefined
  if (known !== undefined) return known
  const text = sortedJson(value)
  const hash = text.length < DIGITS ? text : hexOf(createHash('sha256').update(text))
  if (typeof value === 'object' && value !== null) fieldHashes.set(value, hash)
  return hash
}

const digests = new WeakMap<object, string>()

/** The messages of a history are shared by the calls that send it: each is looked at once. */
function digestOf(message: Extract<Json, object>): string {
  const known = digests.get(message)
  if (known !== undefined) return known
  const digest = createHash('sha256').update(sortedJson(message)).digest('base64')
  digests.set(message, digest)
  return digest
}

function hexOf(hash: Hash): string {
  return hash.digest('hex').slice(0, DIGITS)
}
