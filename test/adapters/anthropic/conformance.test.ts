import Anthropic from '@anthropic-ai/sdk'
import type { Stream } from '@anthropic-ai/sdk/core/streaming'
import type { MessageStream } from '@anthropic-ai/sdk/lib/MessageStream'
import { describe, test } from 'vitest'
import { wrapAnthropic } from '../../../src/adapters/anthropic/index.ts'
import {
  testAdapter,
  type AdapterUnderTest,
  type CallOptions,
  type QuestionToSend,
  type TestRunner,
  type UpstreamAddress,
} from '../../../src/testing/index.ts'
import { anthropicWire } from '../conformance/anthropic-wire.ts'

type Request = Anthropic.MessageCreateParams
type Whole = Anthropic.MessageCreateParamsNonStreaming
type Streaming = Anthropic.MessageCreateParamsStreaming

function connect({ url, apiKey, fetch }: UpstreamAddress): Anthropic {
  return new Anthropic({ baseURL: url, apiKey, fetch, logLevel: 'off' })
}

function optionsOf({ signal, retries }: CallOptions): Anthropic.RequestOptions {
  return { maxRetries: retries, ...(signal && { signal }) }
}

function requestOf({ text, tool, stream }: QuestionToSend): Request {
  const { parameters = {}, ...named } = tool ?? {}
  const declared = { name: '', ...named, input_schema: parameters } as Anthropic.Tool
  return {
    model: 'demo',
    max_tokens: 100,
    stream,
    system: 'Be kind.',
    messages: [{ role: 'user', content: text }],
    temperature: 0,
    ...(tool && { tools: [declared] }),
  } as Request
}

const base = { wire: anthropicWire, connect, wrap: wrapAnthropic, request: requestOf } as const

const messages: AdapterUnderTest<Anthropic, Request, Stream<Anthropic.RawMessageStreamEvent>> = {
  ...base,
  name: 'wrapAnthropic, messages, @anthropic-ai/sdk 1',
  ask: (client, request, options) => client.messages.create(request as Whole, optionsOf(options)),
  stream: (client, request, options) => client.messages.create(request as Streaming, optionsOf(options)),
  cancel: (stream) => stream.controller.abort(),
  other: (client) => client.models.list(),
}

const beta: AdapterUnderTest<Anthropic, Request, Stream<Anthropic.Beta.BetaRawMessageStreamEvent>> = {
  ...base,
  name: 'wrapAnthropic, beta messages, @anthropic-ai/sdk 1',
  ask: (client, request, options) => client.beta.messages.create(request as Whole, optionsOf(options)),
  stream: (client, request, options) => client.beta.messages.create(request as Streaming, optionsOf(options)),
  cancel: (stream) => stream.controller.abort(),
}

const helpers: AdapterUnderTest<Anthropic, Request, MessageStream> = {
  ...base,
  name: 'wrapAnthropic, stream() and parse(), @anthropic-ai/sdk 1',
  ask: (client, request, options) => client.messages.parse(request as Whole, optionsOf(options)),
  stream: (client, request, options) => client.messages.stream(request, optionsOf(options)),
  cancel: (stream) => stream.abort(),
}

// stream() reads the answer by itself, whether the app reads or not, and who walks through it after it has failed waits for
// ever, with the adapter and without.
const NOT_OF_STREAM = new Set([
  'nothing is read before the app reads',
  'a stream that the app never reads ends as abandoned',
  'a throwing getter within a request',
  'a proxy that answers nothing within a request',
])

const runner: TestRunner = { describe, test }
const ofStream: TestRunner['test'] = (...law) => (NOT_OF_STREAM.has(law[0]) ? undefined : runner.test(...law))

testAdapter(messages, runner)
testAdapter(beta, runner)
testAdapter(helpers, { describe, test: ofStream })
