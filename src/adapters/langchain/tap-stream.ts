import { tapIterator, type StreamTap } from '../../middleware/stream-tap.ts'
import { insideFrame, type StreamFrame } from './frames.ts'
import type { CaptureHandler } from './handler.ts'

type Method = (this: unknown, ...values: unknown[]) => unknown

/**
 * `_streamIterator`, from which every stream of a model is read. Callbacks tell neither when the app waits nor that it
 * left; the iterator sees both.
 */
export function tapStream(own: Method, handler: CaptureHandler): Method {
  return function streamIterator(...values) {
    const source: unknown = Reflect.apply(own, this, values)
    return handler.isListening && isIterator(source) ? tapped(source) : source
  }
}

function tapped(source: AsyncIterator<unknown>): AsyncIterableIterator<unknown> {
  let tap: StreamTap<unknown> | undefined
  const frame: StreamFrame = {
    opened(run) {
      tap = run?.tap()
      tap?.asked()
    },
  }
  // The run begins while the first chunk is waited for.
  const inFrame: AsyncIterator<unknown> = {
    next: (...values) =>
      frame.opened === undefined
        ? source.next(...values)
        : insideFrame({ stream: frame }, () => source.next(...values)),
    return: async (value) => source.return?.(value) ?? { done: true, value },
    async throw(error) {
      if (source.throw === undefined) throw error
      return source.throw(error)
    },
  }
  return tapIterator(inFrame, {
    asked: () => tap?.asked(),
    chunk: (chunk) => tap?.chunk(chunk),
    done: () => tap?.done(),
    failed: (error) => tap?.failed(error),
    cancelled: (reason) => tap?.cancelled(reason),
  })
}

function isIterator(value: unknown): value is AsyncIterator<unknown> {
  return typeof value === 'object' && value !== null && 'next' in value
}
