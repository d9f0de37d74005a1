import type { Example } from '../core/example.ts'

/** The generations of an example that are still to be trained. */
export function trainableIds(example: Example): readonly string[] {
  if (example.excluded.length === 0) return example.generationIds
  const excluded = new Set(example.excluded.map(({ generationId }) => generationId))
  return example.generationIds.filter((id) => !excluded.has(id))
}
