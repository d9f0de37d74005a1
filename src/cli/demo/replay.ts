import { Ollama, type Message, type ToolCall } from 'ollama'
import { wrapOllama } from '../../adapters/ollama/index.ts'
import { field, listField, textField } from '../../core/field.ts'
import type { Recorder } from '../../middleware/recorder.ts'
import { readRows, type ConversationRow } from './rows.ts'

export type Replayed = {
  readonly conversations: number
  readonly calls: number
  /** Conversations whose last message had no answer in the file. */
  readonly unanswered: number
  /** UTF-8 bytes of the conversations as JSON, each once. */
  readonly transcriptBytes: number
}

const QUEUE_AT_MOST = 500

/**
 * Replays the conversations of a file through the wrapped client: for each assistant message one call, which sends all
 * messages before it, as a chat app does. The model's side is played from the file; nothing leaves the process.
 *
 * @throws FinetapError `source_unreadable` with file and line.
 */
export async function replay(file: string, recorder: Recorder): Promise<Replayed> {
  const total = { conversations: 0, calls: 0, unanswered: 0, transcriptBytes: 0 }
  for await (const row of readRows(file)) {
    const messages = row.messages.map(toOllama)
    await recorder.withContext({ conversationId: `row-${row.line}` }, () => replayRow(messages, row, recorder))
    total.conversations += 1
    total.calls += messages.filter(({ role }) => role === 'assistant').length
    if (messages.at(-1)?.role !== 'assistant') total.unanswered += 1
    total.transcriptBytes += Buffer.byteLength(JSON.stringify(row.messages))
    // Played without a network, calls come faster than any disk; a real app never sends so many at once.
    if (recorder.stats().queued.count > QUEUE_AT_MOST) await recorder.flush()
  }
  return total
}

async function replayRow(messages: readonly Message[], { line }: ConversationRow, recorder: Recorder): Promise<void> {
  let next: Message = { role: 'assistant', content: '' }
  const ollama = wrapOllama(new Ollama({ fetch: async (_, init) => play(next, init?.body) }), { recorder })
  for (const [index, message] of messages.entries()) {
    if (message.role !== 'assistant') continue
    next = message
    const request = { model: 'replay', messages: messages.slice(0, index) }
    if (line % 2 === 0) await ollama.chat(request)
    else await Array.fromAsync(await ollama.chat({ ...request, stream: true }))
  }
}

function play(message: Message, body: unknown): Response {
  const isStream = typeof body === 'string' && field(JSON.parse(body), 'stream') === true
  const head = { model: 'replay', created_at: new Date(0).toISOString() }
  const end = { done: true, done_reason: 'stop' }
  if (!isStream) return Response.json({ ...head, message, ...end })
  const lines = [...pieces(message), { message: { role: 'assistant', content: '' }, ...end }]
  return new Response(lines.map((line) => `${JSON.stringify({ ...head, done: false, ...line })}\n`).join(''))
}

function pieces({ content, tool_calls: calls }: Message): readonly object[] {
  const texts = content.match(/.{1,400}/gsu) ?? []
  const said = texts.map((text) => ({ message: { role: 'assistant', content: text } }))
  return calls === undefined ? said : [...said, { message: { role: 'assistant', content: '', tool_calls: calls } }]
}

/** A message of OpenAI's shape as the Ollama client takes it: arguments as objects, no ids. */
function toOllama(message: unknown): Message {
  const role = textField(message, 'role') ?? 'user'
  const content = textField(message, 'content') ?? joinedText(message)
  const calls = listField(message, 'tool_calls').map((call) => ({
    function: {
      name: textField(field(call, 'function'), 'name') ?? '',
      arguments: toArguments(field(call, 'function')),
    },
  }))
  return { role, content, ...(calls.length === 0 ? {} : { tool_calls: calls }) }
}

// Content may be a list of parts; the demo plays their text.
function joinedText(message: unknown): string {
  return listField(message, 'content')
    .map((part) => textField(part, 'text') ?? '')
    .join('')
}

// What is no JSON goes on as the text it is: a model that writes such calls is part of real data.
function toArguments(call: unknown): ToolCall['function']['arguments'] {
  const given = field(call, 'arguments')
  try {
    return JSON.parse(typeof given === 'string' ? given : JSON.stringify(given))
  } catch {
    return JSON.parse(JSON.stringify(given))
  }
}
