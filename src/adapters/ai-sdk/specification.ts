/**
 * What all language models of the AI SDK have in common, from specification v2 (ai 5) to v4 (ai 7). Told apart by the
 * shape of what they carry, never by version: ai 7 hands v4 shapes to a middleware even above a v2 model.
 */
export type LanguageModelLike = {
  readonly specificationVersion: string
  readonly provider: string
  readonly modelId: string
  doGenerate(options: never): PromiseLike<unknown>
  doStream(options: never): PromiseLike<unknown>
}

/** The result of `doStream`, as far as finetap touches it. */
export type StreamResultLike = { readonly stream: ReadableStream<unknown> }

export function isStreamResult(value: unknown): value is StreamResultLike {
  return typeof value === 'object' && value !== null && 'stream' in value && value.stream instanceof ReadableStream
}
