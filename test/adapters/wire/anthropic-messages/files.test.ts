import type Anthropic from '@anthropic-ai/sdk'
import { expect, test } from 'vitest'
import { anthropicMessages } from '../../../../src/adapters/wire/anthropic-messages/index.ts'
import type { Part } from '../../../../src/core/message.ts'

function partsOf(...content: Anthropic.ContentBlockParam[]): readonly Part[] {
  const body = { model: 'm', messages: [{ role: 'user', content }] }
  return anthropicMessages.exchange(body).request().messages[0]?.parts ?? []
}

test('images by their bytes, address or id', () => {
  expect(
    partsOf(
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
      { type: 'image', source: { type: 'url', url: 'https://a.example/cat.jpg' } },
      { type: 'image', source: { type: 'url', url: new URL('https://a.example/dog.jpg') as never } },
      { type: 'image', source: { type: 'file', file_id: 'file_1' } },
    ),
  ).toEqual([
    { type: 'file', mediaType: 'image/png', uri: 'data:image/png;base64,iVBORw0KGgo=' },
    { type: 'file', mediaType: 'image/*', uri: 'https://a.example/cat.jpg' },
    { type: 'file', mediaType: 'image/*', uri: 'https://a.example/dog.jpg' },
    { type: 'file', mediaType: 'image/*', fileId: 'file_1' },
  ])
})

test('documents, with their titles and what the app says of them', () => {
  expect(
    partsOf(
      { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' }, title: 'Terms' },
      { type: 'document', source: { type: 'url', url: 'https://a.example/b' }, context: 'From 2026.' },
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: '100% of #1' } },
      { type: 'document', source: { type: 'content', content: 'Plain.' } },
      { type: 'document', source: { type: 'file', file_id: 'file_2' } },
    ),
  ).toEqual([
    { type: 'file', mediaType: 'application/pdf', uri: 'data:application/pdf;base64,JVBERi0=', filename: 'Terms' },
    { type: 'file', mediaType: 'application/pdf', uri: 'https://a.example/b' },
    { type: 'other', kind: 'document_context', value: 'From 2026.' },
    { type: 'file', mediaType: 'text/plain', uri: 'data:text/plain,100%25 of %231' },
    { type: 'file', mediaType: 'text/plain', uri: 'data:text/plain,Plain.' },
    { type: 'file', mediaType: 'application/octet-stream', fileId: 'file_2' },
  ])
})

test('a document of blocks, and sources of unknown kinds, are kept as they were', () => {
  const blocks = { type: 'document', source: { type: 'content', content: [{ type: 'text', text: 'One.' }] } } as const
  const future = { type: 'image', source: { type: 'telepathy' } }
  expect(partsOf(blocks as never, future as never)).toEqual([
    { type: 'other', kind: 'document', value: blocks },
    { type: 'other', kind: 'image', value: future },
  ])
})

test('search results are sources with their text', () => {
  const found = {
    type: 'search_result',
    source: 'https://a.example',
    title: 'A',
    content: [{ type: 'text', text: 'It is.' }],
  }
  expect(partsOf(found as never)).toEqual([
    { type: 'source', uri: 'https://a.example', title: 'A' },
    { type: 'text', text: 'It is.' },
  ])
})

test('what a text cites stands behind it, each source once', () => {
  const place = { type: 'char_location', cited_text: 'x', document_index: 0, start_char_index: 0, end_char_index: 1 }
  const page = {
    type: 'web_search_result_location',
    url: 'https://a.example',
    title: 'A',
    cited_text: 'y',
    encrypted_index: '',
  }
  const citations = [
    { ...place, document_title: 'Terms' },
    { ...place, document_title: 'Terms', end_char_index: 9 },
    page,
  ]
  expect(partsOf({ type: 'text', text: 'So it says.', citations: citations as never })).toEqual([
    { type: 'text', text: 'So it says.' },
    { type: 'source', id: 'document_0', title: 'Terms' },
    { type: 'source', uri: 'https://a.example', title: 'A' },
  ])
})
