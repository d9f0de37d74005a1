import { APIPromise, OpenAI } from 'openai'
import { numberField, textField } from '../../../src/core/field.ts'
import type { Check } from './check.ts'

/** Calls for whole answers, and what the client offers besides. */
export const wholeChecks: readonly Check[] = [
  {
    name: 'create',
    asks: true,
    see: async (client, request) => textOf(await client.chat.completions.create(request)),
  },
  {
    name: 'instanceof APIPromise',
    asks: true,
    async see(client, request) {
      const promise = client.chat.completions.create(request)
      await promise
      return promise instanceof APIPromise
    },
  },
  {
    name: '_request_id',
    asks: true,
    see: async (client, request) => (await client.chat.completions.create(request))._request_id,
  },
  {
    name: 'withResponse',
    asks: true,
    async see(client, request) {
      const { data, response, request_id } = await client.chat.completions.create(request).withResponse()
      return [textOf(data), response.status, request_id]
    },
  },
  {
    name: 'asResponse',
    asks: true,
    async see(client, request) {
      const response = await client.chat.completions.create(request).asResponse()
      return [response.status, await response.text()]
    },
  },
  {
    name: 'parse',
    asks: true,
    async see(client, request) {
      const json_schema = { name: 'place', schema: { type: 'object' } }
      const response_format = { type: 'json_schema', json_schema } as const
      const completion = await client.chat.completions.parse({ ...request, response_format })
      return completion.choices[0]?.message.parsed
    },
  },
  {
    name: 'runTools',
    asks: true,
    async see(client, request) {
      const description = 'The weather in a city'
      const weather = { name: 'weather', description, parameters: { type: 'object' }, function: () => 'sunny' } as const
      const runner = client.chat.completions.runTools({ ...request, tools: [{ type: 'function', function: weather }] })
      return [await runner.finalContent(), runner.messages.map(({ role }) => role)]
    },
  },
  { name: 'buildURL', asks: false, see: async (client) => new URL(client.buildURL('/models', null)).pathname },
  {
    name: 'withOptions',
    asks: true,
    async see(client, request) {
      const child = client.withOptions({ timeout: 1_234 })
      return [child instanceof OpenAI, child.timeout, textOf(await child.chat.completions.create(request))]
    },
  },
  {
    name: '404 class',
    asks: true,
    async see(client, request) {
      const missing = client.chat.completions.create({ ...request, model: 'missing' })
      return [await errorOf(missing), await errorOf((async () => client.get('/missing'))())]
    },
  },
]

function textOf(completion: OpenAI.ChatCompletion): unknown {
  return completion.choices[0]?.message.content
}

async function errorOf(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise
    return 'no error'
  } catch (error) {
    const kind = error instanceof Error ? error.constructor.name : typeof error
    return `${kind} ${numberField(error, 'status') ?? textField(error, 'message')}`
  }
}
