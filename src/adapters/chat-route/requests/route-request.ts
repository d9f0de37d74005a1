import type { GenerationLabels, GenerationRequest } from '../../../core/generation.ts'

/** What a chat route was asked. */
export type RouteRequest = {
  /**
   * `ui-messages`, `model-messages`, `openai-chat`, `openai-responses`, `anthropic-messages`, `ollama`, `prompt`, `custom`.
   */
  readonly form: string
  /** Empty when the body names none. */
  readonly model: string
  readonly provider?: string
  /** Ids in the body: of the conversation by the names that apps give it, of the user as OpenAI's bodies carry it. */
  readonly labels: GenerationLabels
  /** Copies the request into the canonical form. Runs once, synchronously. */
  readonly request: () => GenerationRequest
}
