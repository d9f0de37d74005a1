import { defined, field, textField } from '../../../core/field.ts'
import type { SourcePart } from '../../../core/message.ts'

/** What an answer cites, each page and document once. */
export function toSources(annotations: readonly unknown[]): readonly SourcePart[] {
  if (annotations.length === 0) return []
  const sources = new Map<string, SourcePart>()
  for (const annotation of annotations) {
    const source = toSource(annotation)
    const key = source.uri ?? source.id ?? source.title
    if (key !== undefined && !sources.has(key)) sources.set(key, source)
  }
  return [...sources.values()]
}

// Chat completions put the citation under the name of its type, responses beside it.
function toSource(annotation: unknown): SourcePart {
  const citation = field(annotation, textField(annotation, 'type') ?? '') ?? annotation
  const id = textField(citation, 'file_id') ?? textField(citation, 'hash')
  const uri = textField(citation, 'url')
  const title = textField(citation, 'title') ?? textField(citation, 'filename') ?? textField(citation, 'name')
  return { type: 'source', ...defined({ id, uri, title }) }
}
