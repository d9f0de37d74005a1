import { field, textField } from '../../../../core/field.ts'
import type { Usage } from '../../../../core/generation.ts'
import { toUsage, usageIn } from '../facts.ts'

/** What apps tell of an answer in its metadata, by the names that the SDK's guides use. */
export type Metadata = {
  add(metadata: unknown): void
  model(): string | undefined
  usage(): Usage | undefined
}

export function createMetadata(): Metadata {
  let model: string | undefined
  let usage: Usage | undefined
  return {
    add(metadata) {
      if (typeof metadata !== 'object' || metadata === null) return
      model = textField(metadata, 'model') ?? textField(metadata, 'modelId') ?? model
      usage =
        usageIn(metadata, 'totalUsage', 'usage') ?? toUsage({ totalTokens: field(metadata, 'totalTokens') }) ?? usage
    },
    model: () => model,
    usage: () => usage,
  }
}
