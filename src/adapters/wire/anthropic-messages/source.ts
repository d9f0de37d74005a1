import { defined, listField, numberField, textField } from '../../../core/field.ts'
import type { SourcePart } from '../../../core/message.ts'

/** What a text cites, each source once. */
export function toSources(block: unknown): readonly SourcePart[] {
  const sources = new Map<string, SourcePart>()
  for (const citation of listField(block, 'citations')) {
    const source = toSource(citation)
    sources.set(JSON.stringify(source), source)
  }
  return [...sources.values()]
}

/** A search result that the app gives the model to cite. */
export function toFoundSource(block: unknown): SourcePart {
  return { type: 'source', ...defined({ uri: textField(block, 'source'), title: textField(block, 'title') }) }
}

// A page has an address. A document of the request has a place among the documents there, and often no more.
function toSource(citation: unknown): SourcePart {
  const uri = textField(citation, 'url') ?? textField(citation, 'source')
  const title = textField(citation, 'title') ?? textField(citation, 'document_title')
  return { type: 'source', ...defined({ id: idOf(citation), uri, title }) }
}

function idOf(citation: unknown): string | undefined {
  const index = numberField(citation, 'document_index')
  return textField(citation, 'file_id') ?? (index === undefined ? undefined : `document_${index}`)
}
