import { defined, field, listField, textField } from '../../../core/field.ts'
import type { GenerationParams, GenerationRequest } from '../../../core/generation.ts'
import { isJsonObject } from '../../../core/json.ts'
import { textMessage, type Message } from '../../../core/message.ts'
import { snapshotJson } from '../../../core/snapshot.ts'
import type { Tool } from '../../../core/tool.ts'
import { toLabel } from '../../../middleware/labels.ts'
import { copyOnce } from '../../wire/copy-once.ts'
import { isChat, isChatMessage } from './chat-message.ts'
import { isOwnMessage, readOwnMessage } from './custom-message.ts'
import { isOwnTool, readOwnTool } from './custom-tool.ts'
import { readRequest } from './index.ts'
import { readMessages } from './messages.ts'
import type { RouteRequest } from './route-request.ts'
import { isUiMessage } from './ui-messages/index.ts'

/** What may stand beside the messages of a `CustomRequest`. All of it is optional. */
export type CustomFacts = {
  /** The model that is asked for. */
  readonly model?: string
  readonly provider?: string
  readonly conversationId?: string
  readonly sessionId?: string
  readonly userId?: string
  readonly tools?: readonly Tool[]
  /** Settings by the record's names, such as `temperature` and `maxOutputTokens`. */
  readonly params?: GenerationParams
}

/** A message of the record, or one with a text in `content`, or one of the AI SDK, of OpenAI and so on. */
export type CustomMessage =
  | Message
  | { readonly role: string; readonly content: string | readonly object[] | null }
  | { readonly role: string; readonly parts: readonly object[] }

/**
 * What a request to a chat route asks, in a form of the app's own: the whole conversation as messages, oldest first, or one
 * prompt. The body of a known client, such as `{ model, input }` of OpenAI, may be passed on as it is. What is none of
 * these is not recorded.
 *
 * @example
 * app.use('/ask', captureChat({
 *   readRequest: ({ body }) => ({ messages: [{ role: 'user', content: body.question }], conversationId: body.room }),
 * }))
 */
export type CustomRequest =
  | (CustomFacts & { readonly messages: readonly CustomMessage[] })
  | (CustomFacts & { readonly prompt: string })
  | { readonly input: string | readonly object[] }

/** Reads what an app's own reader of requests gave. Undefined for what is no request. Never throws. */
export function customRequest(given: unknown): RouteRequest | undefined {
  try {
    const read = isOwn(given) ? undefined : readRequest(given)
    return withFacts(read ?? readOwn(given), given)
  } catch {
    return undefined
  }
}

const FIELDS: ReadonlySet<string> = new Set([
  'messages',
  'prompt',
  'model',
  'provider',
  'conversationId',
  'sessionId',
  'userId',
  'tools',
  'params',
])

// A body of a known client has other fields or other contents, which only the reader of that form understands.
function isOwn(given: unknown): boolean {
  if (!isJsonObject(given) || !listField(given, 'tools').every(isOwnTool)) return false
  const isEasy = (message: unknown): boolean => isOwnMessage(message) || typeof field(message, 'content') === 'string'
  return Object.keys(given).every((name) => FIELDS.has(name)) && listField(given, 'messages').every(isEasy)
}

function readOwn(given: unknown): RouteRequest | undefined {
  const isAsking = isChat(field(given, 'messages'), isMessage) || textField(given, 'prompt') !== undefined
  if (!isAsking) return undefined
  return { form: 'custom', model: textField(given, 'model') ?? '', labels: {}, request: copyOnce(given, copyOwn) }
}

function isMessage(message: unknown): boolean {
  return isOwnMessage(message) || isUiMessage(message) || isChatMessage(message)
}

function copyOwn(given: unknown): GenerationRequest {
  const list = listField(given, 'messages')
  if (list.length > 0) return { messages: readMessages(list, readOwnMessage) }
  return { messages: [textMessage('user', textField(given, 'prompt') ?? '')] }
}

function withFacts(read: RouteRequest | undefined, given: unknown): RouteRequest | undefined {
  if (read === undefined) return undefined
  const labels = {
    conversationId: labelIn(given, 'conversationId'),
    sessionId: labelIn(given, 'sessionId'),
    userId: labelIn(given, 'userId'),
  }
  return {
    ...read,
    ...defined({ provider: textField(given, 'provider') }),
    labels: { ...read.labels, ...defined(labels) },
    request: copyOnce(given, (asked) => ({ ...read.request(), ...settingsOf(asked) })),
  }
}

function labelIn(given: unknown, name: string): string | undefined {
  return toLabel(field(given, name))
}

function settingsOf(given: unknown): Omit<GenerationRequest, 'messages'> {
  const tools = listField(given, 'tools').filter(isOwnTool).map(readOwnTool)
  const params = snapshotJson(field(given, 'params'))
  return {
    ...(tools.length === 0 ? {} : { tools }),
    ...(isJsonObject(params) && Object.keys(params).length > 0 ? { params } : {}),
  }
}
