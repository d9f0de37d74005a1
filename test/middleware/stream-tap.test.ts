import { describe, expect, test } from 'vitest'
import { tapIterator, type StreamTap } from '../../src/middleware/stream-tap.ts'
import { tapReadable } from '../../src/middleware/tap-readable.ts'

function listen<Chunk>(): { readonly heard: string[]; readonly tap: StreamTap<Chunk> } {
  const heard: string[] = []
  return {
    heard,
    tap: {
      asked: () => {},
      chunk: (chunk) => void heard.push(`chunk ${String(chunk)}`),
      done: () => void heard.push('done'),
      failed: (error) => void heard.push(`failed ${String(error)}`),
      cancelled: (reason) => void heard.push(`cancelled ${String(reason)}`),
    },
  }
}

/** A stream of numbers that counts how many it was asked for. */
function numbers(options: { readonly until?: number; readonly failAt?: number } = {}) {
  const { until = 5, failAt } = options
  const seen = { pulled: 0, cancelled: undefined as unknown }
  const stream = new ReadableStream<number>(
    {
      pull(controller) {
        if (seen.pulled === failAt) return controller.error(new Error('socket'))
        if (seen.pulled === until) return controller.close()
        seen.pulled += 1
        controller.enqueue(seen.pulled)
      },
      cancel(reason) {
        seen.cancelled = reason
      },
    },
    { highWaterMark: 0 },
  )
  return { seen, stream }
}

describe('a tapped readable stream', () => {
  test('gives the same chunks and tells of each and of the end', async () => {
    const { heard, tap } = listen<number>()
    const chunks = await Array.fromAsync(tapReadable(numbers().stream, tap))
    expect(chunks).toEqual([1, 2, 3, 4, 5])
    expect(heard).toEqual(['chunk 1', 'chunk 2', 'chunk 3', 'chunk 4', 'chunk 5', 'done'])
  })

  test('pulls nothing before the app reads, and no more than the app reads', async () => {
    const { stream, seen } = numbers()
    const reader = tapReadable(stream, listen<number>().tap).getReader()
    await new Promise((resolve) => setImmediate(resolve))
    expect(seen.pulled).toBe(0)
    await reader.read()
    await reader.read()
    await new Promise((resolve) => setImmediate(resolve))
    expect(seen.pulled).toBe(2)
  })

  test('passes the very error of the upstream on', async () => {
    const { heard, tap } = listen<number>()
    await expect(Array.fromAsync(tapReadable(numbers({ failAt: 2 }).stream, tap))).rejects.toThrow('socket')
    expect(heard).toEqual(['chunk 1', 'chunk 2', 'failed Error: socket'])
  })

  test('passes a cancel on with its reason', async () => {
    const { stream, seen } = numbers()
    const { heard, tap } = listen<number>()
    const reader = tapReadable(stream, tap).getReader()
    await reader.read()
    await reader.cancel('enough')
    expect(seen.cancelled).toBe('enough')
    expect(heard).toEqual(['chunk 1', 'cancelled enough'])
  })

  test('a cancel while a read waits leaves no unhandled rejection', async () => {
    const rejections: unknown[] = []
    const onRejection = (reason: unknown): number => rejections.push(reason)
    process.on('unhandledRejection', onRejection)
    const silent = new ReadableStream<number>({ pull: () => new Promise(() => {}) }, { highWaterMark: 0 })
    const { heard, tap } = listen<number>()
    const reader = tapReadable(silent, tap).getReader()
    const waiting = reader.read()
    await new Promise((resolve) => setImmediate(resolve))
    await reader.cancel()
    expect(await waiting).toEqual({ done: true, value: undefined })
    await new Promise((resolve) => setTimeout(resolve, 10))
    process.off('unhandledRejection', onRejection)
    expect(rejections).toEqual([])
    expect(heard).toEqual(['cancelled undefined'])
  })
})

describe('a tapped iterator', () => {
  async function* words(): AsyncGenerator<string> {
    yield 'a'
    yield 'b'
  }

  test('gives the same values and tells of the end', async () => {
    const { heard, tap } = listen<string>()
    expect(await Array.fromAsync(tapIterator(words(), tap))).toEqual(['a', 'b'])
    expect(heard).toEqual(['chunk a', 'chunk b', 'done'])
  })

  test('gives the reads of the upstream itself, which settle no later, and hears of each before the app', async () => {
    const { heard, tap } = listen<string>()
    const source = words()
    const reads: Promise<unknown>[] = []
    const next = (): Promise<IteratorResult<string>> => {
      const read = source.next()
      reads.push(read)
      return read
    }
    const tapped = tapIterator({ next }, tap)
    const read = tapped.next()
    expect(read).toBe(reads[0])
    await read
    expect(heard).toEqual(['chunk a'])
  })

  test('prints like the upstream', () => {
    const tagOf = (source: AsyncIterator<string>): string =>
      Object.prototype.toString.call(tapIterator(source, listen<string>().tap))
    expect(tagOf(words())).toBe('[object AsyncGenerator]')
    expect(tagOf({ next: () => words().next() })).toBe('[object Object]')
  })

  test('tells when the app breaks off, and lets the upstream clean up', async () => {
    let cleaned = false
    async function* endless(): AsyncGenerator<number> {
      try {
        for (let index = 0; ; index += 1) yield index
      } finally {
        cleaned = true
      }
    }
    const { heard, tap } = listen<number>()
    for await (const value of tapIterator(endless(), tap)) if (value === 1) break
    expect(cleaned).toBe(true)
    expect(heard).toEqual(['chunk 0', 'chunk 1', 'cancelled undefined'])
  })

  test('passes the very error on', async () => {
    const failure = new Error('upstream')
    async function* broken(): AsyncGenerator<string> {
      yield 'a'
      throw failure
    }
    const { heard, tap } = listen<string>()
    const tapped = tapIterator(broken(), tap)
    await tapped.next()
    await expect(tapped.next()).rejects.toBe(failure)
    expect(heard).toEqual(['chunk a', 'failed Error: upstream'])
  })
})
