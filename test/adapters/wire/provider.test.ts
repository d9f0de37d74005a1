import { expect, test } from 'vitest'
import { providerOf } from '../../../src/adapters/wire/provider.ts'

test.each([
  ['https://api.openai.com/v1', 'openai'],
  ['https://eu.api.openai.com/v1', 'eu.api.openai.com'],
  ['https://my-resource.openai.azure.com/openai/v1/', 'azure'],
  ['https://my-resource.services.ai.azure.com/models', 'azure'],
  ['https://openrouter.ai/api/v1', 'openrouter.ai'],
  ['https://user:password@notazure.com:8443/v1?key=k', 'notazure.com'],
  ['http://LOCALHOST:11434/v1', 'localhost'],
  ['http://[::1]:8000', '[::1]'],
  ['/v1/chat/completions', undefined],
  ['', undefined],
])('%s is served by %s', (url, provider) => {
  expect(providerOf(url)).toBe(provider)
})

test('of an URL object, as of its text', () => {
  expect(providerOf(new URL('https://api.openai.com/v1'))).toBe('openai')
})
