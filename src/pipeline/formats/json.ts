import { modelsOf, type Example } from '../../core/example.ts'
import type { Format, Row } from '../../core/format.ts'
import { openAiMessages, openAiTools } from './openai-messages.ts'

/**
 * The whole record of each conversation, for people and scripts: `id, conversation_id, session_id?, user_id?, timestamp,
 * models, messages, tools?, generation_ids`. Messages are in OpenAI's shape with `reasoning_content`; answers that are
 * context only say `weight: 0`. `generation_ids` are those that are trained. Nothing is refused.
 *
 * @example exportDataset({ format: 'json', … })
 */
export function json(): Format {
  return {
    name: 'json',
    version: 1,
    container: { kind: 'json' },
    rows: (example) => ({ rows: [recordOf(example)], refused: [] }),
  }
}

function recordOf(example: Example): Row {
  const { id, conversationId, sessionId, userId, startedAt } = example
  const shape = { toolArguments: 'string', reasoning: 'reasoning_content', weights: 'context' } as const
  const tools = openAiTools(example.tools)
  const excluded = new Set(example.excluded.map((exclusion) => exclusion.generationId))
  return {
    id,
    conversation_id: conversationId,
    ...(sessionId === undefined ? {} : { session_id: sessionId }),
    ...(userId === undefined ? {} : { user_id: userId }),
    timestamp: startedAt,
    models: modelsOf(example),
    messages: openAiMessages(example.messages, shape),
    ...(tools.length === 0 ? {} : { tools }),
    generation_ids: example.generationIds.filter((generationId) => !excluded.has(generationId)),
  }
}
