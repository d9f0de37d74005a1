import { defined } from '../../../../core/field.ts'
import type { Part, SourcePart, ToolCallPart, ToolResultPart } from '../../../../core/message.ts'
import { toolCallPart } from '../../../../middleware/accumulator.ts'

/** A text or a thought, put together from its pieces. */
export type BlockEntry = {
  readonly kind: 'text' | 'reasoning'
  readonly pieces: string[]
  signature: string | undefined
  /** What the text cites. */
  sources: readonly SourcePart[]
}

/** A tool call, and what came of it. */
export type ToolEntry = {
  readonly kind: 'tool'
  readonly id: string
  name: string
  /** The input, as long as it is not known whole. */
  readonly pieces: string[]
  call: ToolCallPart | undefined
  isProviders: boolean
  /** True for a call that an earlier answer made. */
  readonly isOfEarlier: boolean
  result: ToolResultPart | undefined
  /** Why somebody did not let it run. */
  denial: string | undefined
}

/** Any other part. Those with a name replace each other. */
export type PartEntry = { readonly kind: 'part'; readonly name: string; part: Part }

export type Entry = BlockEntry | ToolEntry | PartEntry

/** What the assistant said by it. What its provider's tools gave back is part of that, too. */
export function partOf(entry: Entry): readonly Part[] {
  switch (entry.kind) {
    case 'text':
      return [...textOf(entry), ...entry.sources]
    case 'reasoning':
      return thoughtOf(entry)
    case 'tool':
      return entry.isOfEarlier ? [] : [callOf(entry), ...(entry.isProviders ? resultsOf(entry) : [])]
    case 'part':
      return [entry.part]
  }
}

/** What a tool of the app's gave back. */
export function resultOf(entry: Entry): readonly ToolResultPart[] {
  return entry.kind === 'tool' && (entry.isOfEarlier || !entry.isProviders) ? resultsOf(entry) : []
}

function resultsOf({ result, name }: ToolEntry): readonly ToolResultPart[] {
  if (result === undefined) return []
  return [name === '' ? result : { ...result, name }]
}

function callOf({ id, name, call, pieces, isProviders }: ToolEntry): ToolCallPart {
  const part = call ?? toolCallPart({ id, name, arguments: pieces.join('') })
  return isProviders ? { ...part, providerExecuted: true } : part
}

function textOf({ pieces }: BlockEntry): readonly Part[] {
  const text = pieces.join('')
  return text === '' ? [] : [{ type: 'text', text }]
}

function thoughtOf({ pieces, signature }: BlockEntry): readonly Part[] {
  const text = pieces.join('')
  // Models that hide their thoughts send nothing but the proof of them.
  return text === '' && signature === undefined ? [] : [{ type: 'reasoning', text, ...defined({ signature }) }]
}
