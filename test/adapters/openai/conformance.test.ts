import OpenAI from 'openai'
import OpenAI6 from 'openai6'
import type { ChatCompletionChunk, ChatCompletionCreateParams } from 'openai/resources/chat/completions'
import type { ResponseCreateParams, ResponseStreamEvent } from 'openai/resources/responses/responses'
import type { Stream } from 'openai/streaming'
import { describe, test } from 'vitest'
import { wrapOpenAI } from '../../../src/adapters/openai/index.ts'
import type { AdapterUnderTest, CallOptions, QuestionToSend, UpstreamAddress } from '../../../src/testing/index.ts'
import { testAdapter } from '../../../src/testing/index.ts'
import { openaiResponsesWire } from '../conformance/openai-responses-wire.ts'
import { openaiWire } from '../conformance/openai-wire.ts'

function connect({ url, apiKey, fetch }: UpstreamAddress): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey, fetch, logLevel: 'off' })
}

/** The client of the major before, which reads its promises in another way. */
function connectEarlier({ url, apiKey, fetch }: UpstreamAddress): OpenAI {
  return new OpenAI6({ baseURL: `${url}/v1`, apiKey, fetch, logLevel: 'off' }) as object as OpenAI
}

function optionsOf({ signal, retries }: CallOptions): OpenAI.RequestOptions {
  return { maxRetries: retries, ...(signal && { signal }) }
}

function chatRequest({ text, tool, stream }: QuestionToSend): ChatCompletionCreateParams {
  return {
    model: 'demo',
    stream,
    messages: [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: text },
    ],
    temperature: 0,
    ...(tool && { tools: [{ type: 'function', function: { ...tool } }] }),
  }
}

const chat: AdapterUnderTest<OpenAI, ChatCompletionCreateParams, Stream<ChatCompletionChunk>> = {
  name: 'wrapOpenAI, chat completions, openai 7',
  wire: openaiWire,
  connect,
  wrap: wrapOpenAI,
  request: chatRequest,
  ask: (client, request, options) => client.chat.completions.create(request, optionsOf(options)),
  stream: (client, request, options) =>
    client.chat.completions.create(request as ChatCompletionCreateParams & { stream: true }, optionsOf(options)),
  cancel: (stream) => stream.controller.abort(),
  other: (client) => client.buildURL('/models', { limit: 2 }),
}

function responsesRequest({ text, tool, stream }: QuestionToSend): ResponseCreateParams {
  const { parameters = {}, ...named } = tool ?? {}
  const declared = { type: 'function', strict: false, parameters, ...named } as OpenAI.Responses.FunctionTool
  return {
    model: 'demo',
    stream,
    instructions: 'Be kind.',
    input: [{ role: 'user', content: text }],
    temperature: 0,
    ...(tool && { tools: [declared] }),
  }
}

const responses: AdapterUnderTest<OpenAI, ResponseCreateParams, Stream<ResponseStreamEvent>> = {
  name: 'wrapOpenAI, responses, openai 7',
  wire: openaiResponsesWire,
  connect,
  wrap: wrapOpenAI,
  request: responsesRequest,
  ask: (client, request, options) => client.responses.create(request, optionsOf(options)),
  stream: (client, request, options) =>
    client.responses.create(request as ResponseCreateParams & { stream: true }, optionsOf(options)),
  cancel: (stream) => stream.controller.abort(),
  other: (client) => client.buildURL('/models', { limit: 2 }),
}

testAdapter(chat, { describe, test })
testAdapter(responses, { describe, test })
testAdapter({ ...chat, name: 'wrapOpenAI, chat completions, openai 6', connect: connectEarlier }, { describe, test })
