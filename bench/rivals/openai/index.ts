import { langfuse } from './langfuse.ts'
import { langsmith } from './langsmith.ts'
import type { OpenAIRival } from './rival.ts'

export const openaiRivals: readonly OpenAIRival[] = [langsmith, langfuse]

export function openaiRival(name: string | undefined): OpenAIRival {
  const rival = openaiRivals.find((each) => each.name === name)
  if (rival === undefined) throw new Error(`there is no rival ${name}`)
  return rival
}
