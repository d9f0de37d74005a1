import type { Json, JsonObject } from './json.ts'

/** Who speaks. `developer` is kept apart from `system` because some providers rank them differently. */
export type Role = 'system' | 'developer' | 'user' | 'assistant' | 'tool'

export type TextPart = { readonly type: 'text'; readonly text: string }

/** What a model thought before it answered. `signature` is the provider's proof, needed when it is sent back. */
export type ReasoningPart = { readonly type: 'reasoning'; readonly text: string; readonly signature?: string }

/**
 * A model's wish to call a tool. `arguments` is always an object; when the model wrote something that is no JSON
 * object, `arguments` is empty and `argumentsRaw` holds its text as it came.
 */
export type ToolCallPart = {
  readonly type: 'tool_call'
  readonly id: string
  readonly name: string
  readonly arguments: JsonObject
  readonly argumentsRaw?: string
  readonly providerExecuted?: boolean
}

/** What a tool answered. `id` is the id of the call. */
export type ToolResultPart = {
  readonly type: 'tool_result'
  readonly id: string
  readonly name?: string
  readonly result: Json
  readonly isError?: boolean
}

/** A file or image: by `uri` (http or data URI), by `sha256` (content in the store's blobs) or by the provider's `fileId`. */
export type FilePart = {
  readonly type: 'file'
  readonly mediaType: string
  readonly uri?: string
  readonly sha256?: string
  readonly fileId?: string
  readonly filename?: string
}

/** A page or document that the model cites. */
export type SourcePart = {
  readonly type: 'source'
  readonly id?: string
  readonly uri?: string
  readonly title?: string
  readonly mediaType?: string
}

/** A part of a kind that this version does not know, kept as it came. */
export type OtherPart = { readonly type: 'other'; readonly kind: string; readonly value: Json }

/** One piece of a message, told apart by `type`. */
export type Part = TextPart | ReasoningPart | ToolCallPart | ToolResultPart | FilePart | SourcePart | OtherPart

/** One chat message. `id` is the app's own id of it (such as a UI message id), when it has one. */
export type Message = {
  readonly role: Role
  readonly parts: readonly Part[]
  readonly name?: string
  readonly id?: string
}

/** A message of one text part. An empty text gives a message without parts. */
export function textMessage(role: Role, text: string): Message {
  return { role, parts: text === '' ? [] : [{ type: 'text', text }] }
}

/** The text of a message: its text parts joined, without reasoning. */
export function textOf(message: Message): string {
  let text = ''
  for (const part of message.parts) if (part.type === 'text') text += part.text
  return text
}

/** The tool calls that a message carries, in order. */
export function toolCallsOf(message: Message): readonly ToolCallPart[] {
  return message.parts.filter((part) => part.type === 'tool_call')
}

/** The tool results that a message carries, in order. */
export function toolResultsOf(message: Message): readonly ToolResultPart[] {
  return message.parts.filter((part) => part.type === 'tool_result')
}
