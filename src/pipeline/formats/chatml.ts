import { trainedMessages } from '../../core/example.ts'
import type { Format } from '../../core/format.ts'
import { openAiMessages, openAiTools } from './openai-messages.ts'
import { openAiRefusalOf } from './openai-refusal.ts'

export type ChatmlOptions = {
  /** How the arguments of a tool call are written (default `string`, JSON text; TRL and mlx templates take `object`). */
  readonly toolArguments?: 'string' | 'object'
  /** What becomes of the model's thoughts (default `omit`; `reasoning_content` as Qwen 3 templates read it). */
  readonly reasoning?: 'omit' | 'reasoning_content'
  /** Says on each assistant message whether it is trained, 0 or 1 (default false: trainers then learn all of them). */
  readonly weights?: boolean
}

/**
 * Chat messages as OpenAI, TRL, Unsloth, Axolotl, MLX, Together and Fireworks take them: one conversation a line,
 * `{"messages":[…]}`, with `tools` when there are some, and no other key.
 *
 * Refused with a code: conversations with nothing to train (`nothing_to_train`) and what `openAiRefusal` names.
 *
 * @example exportDataset({ formats: [chatml({ weights: true })], … })
 */
export function chatml(options: ChatmlOptions = {}): Format {
  const { toolArguments = 'string', reasoning = 'omit', weights = false } = options
  const shape = { toolArguments, reasoning, weights: weights ? 'all' : 'none' } as const
  return {
    name: 'chatml',
    version: 1,
    container: { kind: 'jsonl' },
    rows(example) {
      if (trainedMessages(example).length === 0) return { rows: [], refused: ['nothing_to_train'] }
      const refusal = openAiRefusalOf(example.messages.map((entry) => entry.message))
      if (refusal !== undefined) return { rows: [], refused: [refusal] }
      const messages = openAiMessages(example.messages, shape)
      const tools = openAiTools(example.tools)
      return { rows: [tools.length === 0 ? { messages } : { messages, tools }], refused: [] }
    },
  }
}
