import { anthropicMessages } from './anthropic-messages/index.ts'
import { ollama } from './ollama/index.ts'
import { openaiChat } from './openai-chat/index.ts'
import { openaiResponses } from './openai-responses/index.ts'
import type { Protocol } from './protocol.ts'

/** The protocols that HTTP doors know, in the order in which they are asked. */
export const protocols: readonly Protocol[] = [openaiChat, openaiResponses, anthropicMessages, ollama]
