import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { isJsonObject, type JsonObject } from '../../../src/core/json.ts'
import type { Message, Part } from '../../../src/core/message.ts'
import { repository } from '../../support/repository.ts'

const folder = join(repository, '../shared/data')

export type Chat = { readonly id: string; readonly messages: readonly Message[] }

type Row = {
  readonly id: string
  readonly messages: readonly {
    readonly role: Message['role']
    readonly content: string | null
    readonly tool_calls?: readonly {
      readonly id: string
      readonly function: { readonly name: string; readonly arguments: string }
    }[]
    readonly tool_call_id?: string
  }[]
}

/** The real conversations beside this repository that have this name; `undefined` where they are absent. */
export function sharedChats(name: string): readonly Chat[] | undefined {
  const file = join(folder, `${name}.jsonl.gz`)
  if (!existsSync(file)) return undefined
  const lines = gunzipSync(readFileSync(file))
    .toString()
    .split('\n')
    .filter((line) => line !== '')
  return lines.map((line) => {
    const row = JSON.parse(line) as Row
    return { id: row.id, messages: row.messages.map(messageOf) }
  })
}

function messageOf({
  role,
  content,
  tool_calls: calls = [],
  tool_call_id: callId = '',
}: Row['messages'][number]): Message {
  if (role === 'tool') return { role, parts: [{ type: 'tool_result', id: callId, result: content }] }
  const text: Part[] = content === null || content === '' ? [] : [{ type: 'text', text: content }]
  return { role, parts: [...text, ...calls.map(({ id, function: { name, arguments: raw } }) => callOf(id, name, raw))] }
}

function callOf(id: string, name: string, raw: string): Part {
  const parsed = objectOf(raw)
  return {
    type: 'tool_call',
    id,
    name,
    arguments: parsed ?? {},
    ...(parsed === undefined ? { argumentsRaw: raw } : {}),
  }
}

function objectOf(raw: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(raw)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
