import { isJsonObject, type JsonObject } from '../../../core/json.ts'

/** A text of an evaluation row; `asks`: it is what the model is asked, not what it should answer. */
export type Piece = { readonly text: string; readonly asks: boolean }

const CHATS = ['messages', 'conversations', 'prompt', 'input', 'chosen', 'completion']
const QUESTIONS = ['prompt', 'question', 'problem', 'instruction', 'query', 'input', 'text', 'context']
const ANSWERS = ['answer', 'answers', 'completion', 'response', 'output', 'solution', 'target', 'chosen']
const INSTRUCTING: ReadonlySet<unknown> = new Set(['system', 'developer'])
const ANSWERING: ReadonlySet<unknown> = new Set(['assistant', 'gpt', 'model', 'chatgpt'])

/** The texts of a row under the names that datasets give them. System prompts are left out: applications share them. */
export function piecesOf(row: JsonObject): readonly Piece[] {
  const chats = CHATS.flatMap((name) => chatPieces(row[name]))
  const questions = QUESTIONS.flatMap((name) => textPieces(row[name], true))
  const answers = ANSWERS.flatMap((name) => textPieces(row[name], false))
  return [...chats, ...questions, ...answers].filter(({ text }) => text.trim() !== '')
}

function chatPieces(value: unknown): readonly Piece[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((message: unknown) => (isJsonObject(message) ? messagePieces(message) : []))
}

function messagePieces(message: JsonObject): readonly Piece[] {
  const role = message['role'] ?? message['from']
  if (INSTRUCTING.has(role)) return []
  const content = message['content'] ?? message['value']
  const asks = !ANSWERING.has(role)
  if (!Array.isArray(content)) return textPieces(content, asks)
  return content.flatMap((part: unknown) => (isJsonObject(part) ? textPieces(part['text'], asks) : []))
}

function textPieces(value: unknown, asks: boolean): readonly Piece[] {
  if (typeof value === 'string') return [{ text: value, asks }]
  if (!Array.isArray(value)) return []
  return value.filter((text): text is string => typeof text === 'string').map((text) => ({ text, asks }))
}
