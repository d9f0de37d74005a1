import type { Format } from '../../core/format.ts'
import { openAiMessages, openAiTools } from './openai-messages.ts'
import { openAiRefusalOf } from './openai-refusal.ts'

export type ChatmlOptions = {
  /** How the arguments of a tool call are written (default `string`, JSON text; TRL and mlx templates take `object`). */
  readonly toolArguments?: 'string' | 'object'
  /** What becomes of the model's thoughts (default `omit`; `reasoning_content` as Qwen 3 templates read it). */
  readonly reasoning?: 'omit' | 'reasoning_content'
  /**
   * By default an answer that must not be learned, such as one that was stopped, carries `weight: 0` and all others
   * carry nothing. `true`: every answer says 0 or 1. `false`: none does, and trainers learn all of them.
   */
  readonly weights?: boolean
}

/**
 * Chat messages as OpenAI, TRL, Unsloth, Axolotl, MLX, Together and Fireworks take them: one conversation a line,
 * `{"messages":[…]}`, with `tools` when there are some, and no other key.
 *
 * Refused with a code: conversations with nothing to train (`nothing_to_train`) and what `openAiRefusal` names.
 *
 * @example exportDataset({ format: chatml({ weights: true }), … })
 */
export function chatml(options: ChatmlOptions = {}): Format {
  const { toolArguments = 'string', reasoning = 'omit' } = options
  const shape = { toolArguments, reasoning, weights: weightsOf(options) } as const
  return {
    name: 'chatml',
    version: 1,
    container: { kind: 'jsonl' },
    rows(example) {
      if (!example.messages.some((entry) => entry.weight === 1)) return { rows: [], refused: ['nothing_to_train'] }
      const refusal = openAiRefusalOf(example.messages)
      if (refusal !== undefined) return { rows: [], refused: [refusal] }
      const messages = openAiMessages(example.messages, shape)
      const tools = openAiTools(example.tools)
      return { rows: [tools.length === 0 ? { messages } : { messages, tools }], refused: [] }
    },
  }
}

function weightsOf({ weights }: ChatmlOptions): 'all' | 'context' | 'none' {
  if (weights === undefined) return 'context'
  return weights ? 'all' : 'none'
}
