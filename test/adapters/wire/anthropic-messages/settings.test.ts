import type Anthropic from '@anthropic-ai/sdk'
import { expect, test } from 'vitest'
import { anthropicMessages } from '../../../../src/adapters/wire/anthropic-messages/index.ts'
import type { GenerationRequest } from '../../../../src/core/generation.ts'

type Body = Partial<Anthropic.MessageCreateParams> | Partial<Anthropic.Beta.MessageCreateParams>

function requestOf(body: Body): GenerationRequest {
  return anthropicMessages.exchange({ model: 'm', messages: [], ...body }).request()
}

test('settings have the record’s names', () => {
  const { params } = requestOf({
    max_tokens: 100,
    temperature: 0.5,
    top_p: 0.9,
    top_k: 40,
    stop_sequences: ['END'],
  } as Body)
  expect(params).toEqual({ maxOutputTokens: 100, temperature: 0.5, topP: 0.9, topK: 40, stop: ['END'] })
  expect(requestOf({})).toEqual({ messages: [] })
})

test('how to think, and how hard to try', () => {
  const thinking = { type: 'enabled', budget_tokens: 2_048 } as const
  expect(requestOf({ thinking }).params).toEqual({ reasoning: thinking })
  expect(requestOf({ output_config: { effort: 'low' } }).params).toEqual({ reasoning: { effort: 'low' } })
  expect(requestOf({ thinking: { type: 'adaptive' }, output_config: { effort: 'max' } }).params).toEqual({
    reasoning: { type: 'adaptive', effort: 'max' },
  })
})

test('tools of the app and of the provider', () => {
  const input_schema = { type: 'object', properties: { city: { type: 'string' } } } as const
  const { tools } = requestOf({
    tools: [
      { name: 'weather', description: 'Tells it.', input_schema, cache_control: { type: 'ephemeral' } },
      { type: 'custom', name: 'time', input_schema: { type: 'object' } },
      { type: 'web_search_20260318', name: 'web_search', max_uses: 5, cache_control: { type: 'ephemeral' } },
      { type: 'mcp_toolset', mcp_server_name: 'files' },
    ],
  })
  expect(tools).toEqual([
    { name: 'weather', description: 'Tells it.', parameters: input_schema },
    { name: 'time', parameters: { type: 'object' } },
    { name: 'web_search', kind: 'provider', parameters: { type: 'web_search_20260318', max_uses: 5 } },
    { name: 'files', kind: 'provider', parameters: { type: 'mcp_toolset', mcp_server_name: 'files' } },
  ])
})

test('the choice of a tool is kept as it was sent', () => {
  const tool_choice = { type: 'tool', name: 'weather', disable_parallel_tool_use: true } as const
  const { toolChoice, params } = requestOf({ tool_choice })
  expect(toolChoice).toEqual(tool_choice)
  expect(params).toEqual({ parallelToolCalls: false })
})

test('the form of the answer, new and old', () => {
  const format = { type: 'json_schema', schema: { type: 'object' }, parse: () => 1 } as const
  const expected = { type: 'json', schema: { type: 'object' } }
  expect(requestOf({ output_config: { format } }).responseFormat).toEqual(expected)
  expect(requestOf({ output_format: format }).responseFormat).toEqual(expected)
  expect(requestOf({ output_config: { format: null } }).responseFormat).toBeUndefined()
})

test('a thread names the response that it goes on from', () => {
  const thread = { type: 'continue', previous_message_id: 'msg_7' } as const
  expect(requestOf({ thread }).previousResponseId).toBe('msg_7')
})

test('credentials of tool servers and headers do not enter the record', () => {
  const servers = [{ type: 'url', url: 'https://a.example', name: 'files', authorization_token: 'secret-1' }] as const
  const tool = { type: 'mcp', name: 'docs', url: 'https://a.example/sse?key=secret-1', headers: { key: 'secret-1' } }
  const tools = [tool] as unknown as Anthropic.ToolUnion[]
  const request = requestOf({ mcp_servers: [...servers], betas: ['mcp'], user_profile_id: 'secret-1', tools })
  expect(request.tools).toMatchObject([{ name: 'docs', parameters: { url: 'https://a.example/sse' } }])
  expect(JSON.stringify(request)).not.toContain('secret-1')
})
