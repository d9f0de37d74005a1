import type { BaseMessageLike } from '@langchain/core/messages'
import { ChatOpenAI } from '@langchain/openai'
import { wrapChatModel } from '../../../../src/adapters/langchain/index.ts'
import type { AdapterUnderTest, CallOptions, QuestionToSend, Wire } from '../../../../src/testing/index.ts'
import { openaiWire } from '../../conformance/openai-wire.ts'
import { withoutMadeUpIds } from './run-ids.ts'

export type OpenAIRequest = { readonly messages: BaseMessageLike[]; readonly tools?: object[] }
export type OpenAIStream = Awaited<ReturnType<ChatOpenAI['stream']>>

/** What LangChain itself makes impossible. */
export const FORCED: readonly string[] = [
  // `return` of its streams waits for the upstream's next piece, which the suite holds back until the reader has left.
  // That leaving is recorded is shown in streams.test.ts.
  'break out of the loop',
  'an error of the app in the loop',
  'return of the iterator',
  // With any callback it formats the messages for tracing first, and stumbles over the proxy there: another error.
  'a proxy that answers nothing within a request',
]

// OpenAI says who speaks; without it LangChain takes reasoning and tool calls of a stream for nothing.
export const withRoles: Wire = {
  ...openaiWire,
  piece: (...values) =>
    openaiWire.piece(...values)?.replaceAll('"delta":{"content"', '"delta":{"role":"assistant","content"'),
}

export function askOpenAI({ tools }: OpenAIRequest, { signal, retries }: CallOptions): object {
  return { maxRetries: retries, ...(tools && { tools }), ...(signal && { signal }) }
}

export const openaiSubject: AdapterUnderTest<ChatOpenAI, OpenAIRequest, OpenAIStream> = {
  name: 'wrapChatModel, @langchain/openai 1',
  wire: withRoles,
  connect: ({ url, apiKey, fetch }) =>
    new ChatOpenAI({ model: 'demo', apiKey, temperature: 0, configuration: { baseURL: `${url}/v1`, fetch } }),
  wrap: wrapChatModel,
  request: requestOf,
  ask: (model, request, options) => model.invoke(request.messages, askOpenAI(request, options)),
  stream: (model, request, options) => model.stream(request.messages, askOpenAI(request, options)),
  other: (model) => JSON.stringify(model),
  comparable: withoutMadeUpIds,
}

export function requestOf({ text, tool }: QuestionToSend): OpenAIRequest {
  return {
    messages: [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: text },
    ],
    ...(tool && { tools: [{ type: 'function', function: tool }] }),
  }
}
