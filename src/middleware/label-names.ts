import type { GenerationLabels } from '../core/generation.ts'

const NAMES: { readonly [Label in keyof GenerationLabels]-?: true } = {
  conversationId: true,
  sessionId: true,
  userId: true,
  tenantId: true,
  environment: true,
  release: true,
  promptId: true,
  promptVersion: true,
  traceId: true,
  consent: true,
  metadata: true,
  tags: true,
}

/** The names of all labels, for telling a misspelt one. */
export const LABEL_NAMES: readonly string[] = Object.keys(NAMES)
