/** A part of a stream, the word to wait until the signal fires, or an error to break with. */
export type StreamStep = { readonly type: string; readonly [key: string]: unknown } | 'wait' | Error

/** A stream that gives its parts one by one, when they are read. */
export function startStream(
  script: readonly StreamStep[],
  { abortSignal }: { readonly abortSignal?: AbortSignal } = {},
): ReadableStream<unknown> {
  const steps = [...script]
  return new ReadableStream(
    {
      async pull(controller) {
        const step = steps.shift()
        if (step === undefined) return controller.close()
        if (step instanceof Error) return controller.error(step)
        if (step !== 'wait') return controller.enqueue(step)
        await new Promise<void>((resolve) => abortSignal?.addEventListener('abort', () => resolve()))
        controller.error(abortSignal?.reason)
      },
    },
    { highWaterMark: 0 },
  )
}

/** A script that gives one answer after the other, then the last one for ever. */
export function inTurn<Answer>(first: Answer, ...rest: readonly Answer[]): () => Answer {
  const waiting = [first, ...rest]
  let latest = first
  return () => {
    latest = waiting.shift() ?? latest
    if (latest instanceof Error) throw latest
    return latest
  }
}
