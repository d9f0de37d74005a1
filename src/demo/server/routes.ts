import type { Residency } from './keep-alive.ts'
import { answerRoute, type AnswerRoutesOptions } from './answer-routes.ts'
import { messagesEndpoint } from './compatible/anthropic.ts'
import { chatCompletionsEndpoint } from './compatible/openai-chat.ts'
import { responsesEndpoint } from './compatible/openai-responses.ts'
import { listedModelsRoute } from './compatible/models.ts'
import { modelRoutes } from './model-routes.ts'
import { chatEndpoint, generateEndpoint } from './ollama-endpoints.ts'
import type { Routes } from './router.ts'

/** Everything that the demo model answers: Ollama's own paths, and those of the APIs that Ollama is compatible with. */
export function demoRoutes(options: AnswerRoutesOptions & { readonly residency: Residency }): Routes {
  return new Map([
    ...modelRoutes(options.residency),
    ['/api/chat', answerRoute(chatEndpoint, options)],
    ['/api/generate', answerRoute(generateEndpoint, options)],
    ['/v1/models', listedModelsRoute()],
    ['/v1/chat/completions', answerRoute(chatCompletionsEndpoint, options)],
    ['/v1/responses', answerRoute(responsesEndpoint(), options)],
    ['/v1/messages', answerRoute(messagesEndpoint, options)],
  ])
}
