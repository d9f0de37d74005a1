import { field } from '../../core/field.ts'

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

/** The stream of a result, if it has one. Read once: a getter may make a new one each time, or throw. */
export function streamOf(result: unknown): ReadableStream<unknown> | undefined {
  try {
    const stream = field(result, 'stream')
    return stream instanceof ReadableStream ? stream : undefined
  } catch {
    return undefined
  }
}

/** True for what has the methods by which a language model is called. */
export function isCallable(value: object): value is LanguageModelLike {
  return 'doGenerate' in value && 'doStream' in value && typeof value.doGenerate === 'function'
}

/**
 * True for a language model, and for no other kind of model: those of transcription and speech stream too, but only
 * language models say which addresses they read themselves.
 */
export function isLanguageModel(value: unknown): value is LanguageModelLike {
  return isObject(value) && isCallable(value) && 'modelId' in value && 'supportedUrls' in value
}

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
