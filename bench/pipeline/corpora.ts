import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { Message, Part } from '../../src/core/message.ts'

const FOLDER = fileURLToPath(new URL('../../../shared/data/', import.meta.url))
const FILES = ['arena-hard', 'oasst-en100-paths', 'tm4-coffee']

type Call = { readonly id: string; readonly function: { readonly name: string; readonly arguments: string } }

type Row = {
  readonly messages: readonly {
    readonly role: Message['role']
    readonly content: string | null
    readonly tool_calls?: readonly Call[]
    readonly tool_call_id?: string
  }[]
}

/** Real conversations that end with an answer; made-up ones where the corpora are absent. */
export function readCorpora(files: readonly string[] = FILES): {
  readonly name: string
  readonly chats: readonly (readonly Message[])[]
} {
  const found = files.filter((name) => existsSync(`${FOLDER}${name}.jsonl.gz`))
  if (found.length === 0) return { name: 'made-up chats', chats: madeUp() }
  return { name: found.join(', '), chats: found.flatMap(readFile) }
}

function readFile(name: string): (readonly Message[])[] {
  const lines = gunzipSync(readFileSync(`${FOLDER}${name}.jsonl.gz`))
    .toString()
    .split('\n')
  return lines.flatMap((line) => {
    if (line === '') return []
    const row: Row = JSON.parse(line)
    const messages = row.messages.map(messageOf)
    const end = messages.findLastIndex(({ role }) => role === 'assistant') + 1
    return end === 0 ? [] : [messages.slice(0, end)]
  })
}

function messageOf({ role, content, tool_calls: calls = [], tool_call_id: id = '' }: Row['messages'][number]): Message {
  if (role === 'tool') return { role, parts: [{ type: 'tool_result', id, result: content }] }
  const text: Part[] = content === null || content === '' ? [] : [{ type: 'text', text: content }]
  return { role, parts: [...text, ...calls.map(callOf)] }
}

function callOf({ id, function: { name, arguments: raw } }: Call): Part {
  try {
    return { type: 'tool_call', id, name, arguments: JSON.parse(raw) }
  } catch {
    return { type: 'tool_call', id, name, arguments: {}, argumentsRaw: raw }
  }
}

function madeUp(): (readonly Message[])[] {
  const words = 'the order is late and we would like to know when it comes because nobody answers'.split(' ')
  const say = (seed: number, count: number) =>
    Array.from({ length: count }, (_, index) => words[(seed * 7 + index * (seed % 5) + index) % words.length]).join(' ')
  return Array.from({ length: 500 }, (_, index) => [
    { role: 'user', parts: [{ type: 'text', text: say(index, 30) }] },
    { role: 'assistant', parts: [{ type: 'text', text: say(index + 1, 150) }] },
  ])
}
